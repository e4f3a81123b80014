-- Chat people can rely on: direct conversations, changes, reactions, read marks, search, and what keeps it kind.

-- ---------------------------------------------------------------- accents folded
-- unaccent's own function is only STABLE, since its dictionary could be changed; naming the dictionary makes it fit for
-- an index (PostgreSQL manual, F.48). It is a trusted extension: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE FUNCTION fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;

-- ---------------------------------------------------------------- rooms and their rules
ALTER TABLE groups
    ADD COLUMN room_writers text NOT NULL DEFAULT 'members' CHECK (room_writers IN ('members', 'leaders')),
    -- Seconds between two messages of one member; 0 is no slow mode. Leaders are not slowed.
    ADD COLUMN room_pause int NOT NULL DEFAULT 0 CHECK (room_pause BETWEEN 0 AND 3600),
    -- Whether somebody may send links and photos on the first day.
    ADD COLUMN newcomers_share boolean NOT NULL DEFAULT false;

ALTER TABLE memberships ADD COLUMN muted_until timestamptz;

-- ---------------------------------------------------------------- conversations
ALTER TABLE conversations
    ADD COLUMN name text NOT NULL DEFAULT '' CHECK (is_line(name, 0, 80)),
    -- How many messages were ever written: with a reader's read_count it gives the unread ones without counting.
    ADD COLUMN message_count bigint NOT NULL DEFAULT 0,
    -- The two of a direct conversation, lower id first: '3:17'. Unique, so two people never have two.
    ADD COLUMN pair text UNIQUE CHECK (pair ~ '^[0-9]+:[0-9]+$'),
    ADD COLUMN made_by bigint REFERENCES users ON DELETE SET NULL,
    -- Makes the making of a larger one repeatable: the same key from the same person is one conversation.
    ADD COLUMN key text CHECK (char_length(key) BETWEEN 1 AND 100),
    ADD CHECK (kind = 'direct' OR (pair IS NULL AND name = ''));
CREATE INDEX conversations_made_by ON conversations (made_by);
CREATE UNIQUE INDEX conversations_key ON conversations (made_by, key) WHERE key IS NOT NULL;

-- One row each reader: in a room it is made and taken with the membership, in a direct conversation it is the membership.
ALTER TABLE participants
    ADD COLUMN read_count bigint NOT NULL DEFAULT 0,
    -- Who left a direct conversation neither sees nor gets what comes after.
    ADD COLUMN left_at timestamptz,
    ADD COLUMN is_muted boolean NOT NULL DEFAULT false;

ALTER TABLE messages
    -- Its place among the conversation's messages, from 1: conversations.message_count when it was written.
    ADD COLUMN number bigint,
    ADD COLUMN hidden_reason text NOT NULL DEFAULT '' CHECK (char_length(hidden_reason) <= 280);
UPDATE messages m SET number = n.number
FROM (SELECT conversation_id, seq, row_number() OVER (PARTITION BY conversation_id ORDER BY seq) AS number FROM messages) n
WHERE n.conversation_id = m.conversation_id AND n.seq = m.seq;
ALTER TABLE messages ALTER COLUMN number SET NOT NULL;
UPDATE conversations c SET message_count = (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id);
ALTER TABLE messages ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', fold(text))) STORED;
CREATE INDEX messages_words ON messages USING gin (words);

-- What a message said before each edit: kept for reports, shown to nobody else.
CREATE TABLE message_versions (
    conversation_id bigint NOT NULL,
    seq bigint NOT NULL,
    -- The change that replaced it.
    changed_seq bigint NOT NULL,
    text text NOT NULL,
    replaced_at timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, seq, changed_seq),
    FOREIGN KEY (conversation_id, seq) REFERENCES messages ON DELETE CASCADE
);

CREATE TABLE reactions (
    conversation_id bigint NOT NULL,
    seq bigint NOT NULL,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    emoji text NOT NULL CHECK (is_line(emoji, 1, 16)),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, seq, user_id, emoji),
    FOREIGN KEY (conversation_id, seq) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX reactions_user_id ON reactions (user_id);

CREATE TABLE mentions (
    conversation_id bigint NOT NULL,
    seq bigint NOT NULL,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, seq, user_id),
    FOREIGN KEY (conversation_id, seq) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX mentions_user_id ON mentions (user_id, conversation_id, seq);

-- ---------------------------------------------------------------- safety
CREATE TABLE blocks (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    other_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE INDEX blocks_other_id ON blocks (other_id);

CREATE TABLE reports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Whose leaders see it: the room's group; for a direct conversation one that both are in.
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    conversation_id bigint NOT NULL,
    seq bigint NOT NULL,
    reporter_id bigint REFERENCES users ON DELETE SET NULL,
    reason_id smallint NOT NULL REFERENCES report_reasons,
    words text NOT NULL DEFAULT '' CHECK (char_length(words) <= 1000),
    -- What the message said when it was reported: an edit or a deletion afterwards does not take the evidence away.
    said text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    handled_at timestamptz,
    handled_by bigint REFERENCES users ON DELETE SET NULL,
    outcome text CHECK (outcome IN ('nothing', 'hidden', 'warned', 'muted', 'removed', 'banned')),
    UNIQUE (conversation_id, seq, reporter_id),
    CHECK ((handled_at IS NULL) = (outcome IS NULL)),
    FOREIGN KEY (conversation_id, seq) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX reports_group_id ON reports (group_id, id);
CREATE INDEX reports_reporter_id ON reports (reporter_id);
CREATE INDEX reports_reason_id ON reports (reason_id);
CREATE INDEX reports_handled_by ON reports (handled_by);

-- A word from the leaders to one member, shown until it was read: a warning.
CREATE TABLE notices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    group_id bigint REFERENCES groups ON DELETE CASCADE,
    text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 1000),
    created_at timestamptz NOT NULL DEFAULT now(),
    read_at timestamptz
);
CREATE INDEX notices_user_id ON notices (user_id);
CREATE INDEX notices_group_id ON notices (group_id);

-- ---------------------------------------------------------------- who reads a room
-- A reader's row comes and goes with the membership, by whatever way somebody becomes or stops being a member. What was
-- written before somebody came is not unread.
CREATE FUNCTION keep_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM participants p USING conversations c
        WHERE c.group_id = OLD.group_id AND p.conversation_id = c.id AND p.user_id = OLD.user_id;
    ELSIF NEW.role_id >= 2 THEN
        INSERT INTO participants (conversation_id, user_id, last_read_seq, read_count, joined_at)
        SELECT c.id, NEW.user_id, c.last_seq, c.message_count, NEW.joined_at FROM conversations c WHERE c.group_id = NEW.group_id
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER readers AFTER INSERT OR DELETE OR UPDATE OF role_id ON memberships FOR EACH ROW EXECUTE FUNCTION keep_readers();

-- Rooms made in the same statement as their members, and members of before this file.
CREATE FUNCTION let_readers_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO participants (conversation_id, user_id, joined_at)
    SELECT NEW.id, m.user_id, m.joined_at FROM memberships m WHERE m.group_id = NEW.group_id AND m.role_id >= 2
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER readers AFTER INSERT ON conversations FOR EACH ROW WHEN (NEW.kind = 'room') EXECUTE FUNCTION let_readers_in();

INSERT INTO participants (conversation_id, user_id, last_read_seq, read_count, joined_at)
SELECT c.id, m.user_id, c.last_seq, c.message_count, m.joined_at
FROM memberships m JOIN conversations c ON c.group_id = m.group_id WHERE m.role_id >= 2
ON CONFLICT DO NOTHING;

-- ---------------------------------------------------------------- news
--   r:{user}   their read marks, their conversations or their mutes changed (all their devices show it)
--   d:{conversation}   who takes part in a direct conversation, or its name, changed
--   b:{user}   whom they have blocked changed
CREATE FUNCTION tell_participant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'r:' || coalesce(NEW.user_id, OLD.user_id));
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT OR DELETE OR UPDATE ON participants FOR EACH ROW EXECUTE FUNCTION tell_participant();

CREATE FUNCTION tell_direct() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM conversations WHERE id = coalesce(NEW.conversation_id, OLD.conversation_id) AND kind = 'direct') THEN
        PERFORM pg_notify('live', 'd:' || coalesce(NEW.conversation_id, OLD.conversation_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_direct AFTER INSERT OR DELETE OR UPDATE OF left_at ON participants FOR EACH ROW EXECUTE FUNCTION tell_direct();

CREATE FUNCTION tell_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'd:' || OLD.id);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_renamed AFTER DELETE OR UPDATE OF name ON conversations FOR EACH ROW EXECUTE FUNCTION tell_renamed();

CREATE FUNCTION tell_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'b:' || coalesce(NEW.user_id, OLD.user_id));
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT OR DELETE ON blocks FOR EACH ROW EXECUTE FUNCTION tell_block();
