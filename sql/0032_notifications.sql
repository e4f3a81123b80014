-- Notifications that do not annoy: pushes to phones, a mail digest, and what each person wants of them.

-- ---------------------------------------------------------------- what all processes share
-- Secrets made once by whichever process needs them first: the key that signs pushes, the key of the links that unsubscribe.
CREATE TABLE site_secrets (
    name text PRIMARY KEY,
    value bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- ---------------------------------------------------------------- what somebody wants
-- Besides "everything" and "nothing" (is_muted): only what names them.
ALTER TABLE participants ADD COLUMN mentions_only boolean NOT NULL DEFAULT false;

-- Of whoever asked for something other than the usual. The hours are minutes since midnight in their own time zone, whose
-- name is the program's to understand; from after to passes midnight.
CREATE TABLE notification_settings (
    user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    wants_digest boolean NOT NULL DEFAULT false,
    digest_at timestamptz,
    quiet_from smallint CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_to smallint CHECK (quiet_to BETWEEN 0 AND 1439),
    time_zone text NOT NULL DEFAULT 'Etc/UTC' CHECK (is_line(time_zone, 1, 64)),
    CHECK ((quiet_from IS NULL) = (quiet_to IS NULL)),
    CHECK (quiet_from <> quiet_to)
);
CREATE INDEX notification_settings_digest ON notification_settings (user_id) WHERE wants_digest;

-- ---------------------------------------------------------------- pushes
-- Where a phone can be reached; it belongs to the session, so signing out ends it, and an account that takes another over has it.
CREATE TABLE push_subscriptions (
    session_id bigint PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    endpoint text NOT NULL UNIQUE CHECK (char_length(endpoint) BETWEEN 10 AND 1000),
    -- The phone's public key (an uncompressed point of P-256) and the secret it made for us (RFC 8291).
    p256dh bytea NOT NULL CHECK (octet_length(p256dh) = 65),
    auth bytea NOT NULL CHECK (octet_length(auth) = 16),
    created_at timestamptz NOT NULL DEFAULT now(),
    -- How often in a row it could not be reached, and when it is worth another try.
    failures int NOT NULL DEFAULT 0,
    retry_at timestamptz
);

-- How far somebody has been told of a conversation: the number of the last message a push spoke of.
CREATE TABLE tellings (
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    number bigint NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX tellings_user_id ON tellings (user_id);

-- One job a conversation, five seconds after the first message it knows nothing of: whoever has the chat open has read it by
-- then, and a dozen messages in a row are one push. Where nobody wants pushes, a message asks for nothing.
CREATE FUNCTION ask_for_pushes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM push_subscriptions) THEN
        PERFORM ask_for_job('notify', conversation_id::text, max(created_at) + interval '5 seconds') FROM written GROUP BY conversation_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ask AFTER INSERT ON messages REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ask_for_pushes();

-- ---------------------------------------------------------------- the digest
ALTER TABLE mails DROP CONSTRAINT mails_kind_check;
ALTER TABLE mails ADD CONSTRAINT mails_kind_check CHECK (kind IN ('confirm', 'sign-in', 'reset', 'password-changed', 'email-changed', 'digest'));
