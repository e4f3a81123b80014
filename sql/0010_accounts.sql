-- Accounts with an email: addresses that wait to be confirmed, the links that go out by mail, the mails on their way, and
-- the devices on which somebody has signed in before.

-- The address somebody gave and has not confirmed yet. Not unique: until a mail was answered anybody may claim any address,
-- and to refuse the second claim would tell who exists (docs/decisions/0020-nothing-tells-who-has-an-account.md).
CREATE TABLE pending_emails (
    user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    email text NOT NULL CHECK (is_line(email, 3, 254)),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX pending_emails_email ON pending_emails (lower(email), created_at);

-- What a mail lets its reader do, once and within the hour. Only the hash of the token is here, and the token itself is made
-- in the moment of sending: no row of any table ever holds it.
CREATE TABLE mail_links (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    kind text NOT NULL CHECK (kind IN ('confirm', 'sign-in', 'reset')),
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    email text NOT NULL CHECK (is_line(email, 3, 254)),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at timestamptz
);
CREATE INDEX mail_links_user_id ON mail_links (user_id, kind, created_at);
CREATE INDEX mail_links_expires_at ON mail_links (expires_at);

-- Mails on their way: written in the statement that gives cause for them, sent by the worker, gone when sent. A request puts
-- in what was typed and looks nothing up; whom it is for, if anybody, is found when it is sent.
CREATE TABLE mails (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('confirm', 'sign-in', 'reset', 'password-changed', 'email-changed')),
    user_id bigint REFERENCES users ON DELETE CASCADE,
    email text NOT NULL CHECK (is_line(email, 3, 254)),
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts int NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL DEFAULT now(),
    gave_up_at timestamptz,
    fault text
);
CREATE INDEX mails_user_id ON mails (user_id);
CREATE INDEX mails_next_try_at ON mails (next_try_at) WHERE gave_up_at IS NULL;

-- Where somebody has signed in before: what others try with their account does not slow them there (OWASP "device cookie").
CREATE TABLE known_devices (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    device_hash bytea NOT NULL CHECK (octet_length(device_hash) = 32),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, device_hash)
);
