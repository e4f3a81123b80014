-- The schema of the main job: people, groups, codes, sessions, conversations.
-- Forward only; one transaction. Times are timestamptz, text is stored as typed (trimmed, no control characters).

-- ---------------------------------------------------------------- code tables
CREATE TABLE group_types (
    id smallint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    label text NOT NULL
);
INSERT INTO group_types VALUES (1, 'community', 'Community'), (2, 'family', 'Family'), (3, 'office', 'Office'), (4, 'club', 'Club');

CREATE TABLE member_roles (
    id smallint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    label text NOT NULL
);
INSERT INTO member_roles VALUES (1, 'guest', 'Guest'), (2, 'member', 'Member'), (3, 'leader', 'Leader');

CREATE TABLE photo_kinds (
    id smallint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    label text NOT NULL
);
INSERT INTO photo_kinds VALUES (1, 'person', 'Portrait'), (2, 'group', 'Logo'), (3, 'message', 'Photo in a message');

CREATE TABLE report_reasons (
    id smallint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    label text NOT NULL
);
INSERT INTO report_reasons VALUES (1, 'unkind', 'Unkind or bullying'), (2, 'spam', 'Advertising or spam'),
    (3, 'private', 'Somebody''s private matters'), (4, 'danger', 'Somebody may be in danger'), (5, 'other', 'Something else');

-- What people type: trimmed, without control characters, of a length. Counted in characters, not bytes.
CREATE FUNCTION is_line(value text, shortest int, longest int) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN char_length(value) BETWEEN shortest AND longest AND value = btrim(value) AND value !~ '[[:cntrl:]]';

-- ---------------------------------------------------------------- people
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    first_name text NOT NULL CHECK (is_line(first_name, 1, 40)),
    last_name text NOT NULL DEFAULT '' CHECK (is_line(last_name, 0, 40)),
    email text CHECK (is_line(email, 3, 254)),
    email_verified_at timestamptz,
    phone text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    about text NOT NULL DEFAULT '' CHECK (char_length(about) <= 280),
    contact_visible_to text NOT NULL DEFAULT 'group' CHECK (contact_visible_to IN ('group', 'leaders', 'nobody')),
    password_hash text,
    is_site_admin boolean NOT NULL DEFAULT false,
    is_managed boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CHECK (NOT is_managed OR (password_hash IS NULL AND NOT is_site_admin))
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

-- A session lives a year from its last use; only the hash of its token is here.
CREATE TABLE sessions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    device text NOT NULL DEFAULT '' CHECK (char_length(device) <= 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Signs one known user in on a new phone. Single use; only the hash is here.
CREATE TABLE login_codes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code_hash bytea NOT NULL UNIQUE CHECK (octet_length(code_hash) = 32),
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    made_by bigint REFERENCES users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at timestamptz,
    session_id bigint REFERENCES sessions ON DELETE SET NULL
);
CREATE INDEX login_codes_user_id ON login_codes (user_id);
CREATE INDEX login_codes_made_by ON login_codes (made_by);
CREATE INDEX login_codes_session_id ON login_codes (session_id);

-- ---------------------------------------------------------------- groups
CREATE TABLE groups (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) BETWEEN 3 AND 60),
    name text NOT NULL CHECK (is_line(name, 3, 80)),
    description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 1000),
    address text NOT NULL DEFAULT '' CHECK (char_length(address) <= 200),
    phone text NOT NULL DEFAULT '' CHECK (char_length(phone) <= 40),
    type_id smallint NOT NULL DEFAULT 1 REFERENCES group_types,
    join_policy text NOT NULL DEFAULT 'open' CHECK (join_policy IN ('open', 'approval')),
    visibility text NOT NULL DEFAULT 'unlisted' CHECK (visibility IN ('unlisted', 'hidden')),
    personal_codes boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE INDEX groups_type_id ON groups (type_id);

-- Lets people join one group. Shown again and again as a QR, so kept in clear; it gives no access to an account.
CREATE TABLE join_codes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('group', 'personal')),
    code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    owner_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    label text NOT NULL DEFAULT '' CHECK (is_line(label, 0, 80)),
    lobby boolean NOT NULL DEFAULT false,
    starts_at timestamptz,
    expires_at timestamptz,
    use_limit int CHECK (use_limit > 0),
    uses int NOT NULL DEFAULT 0,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (use_limit IS NULL OR uses <= use_limit),
    -- 26 characters of base 32 are 128 random bits. A shorter one is a word somebody chose, so it must end;
    -- 'demo' is the sample group of a private installation.
    CHECK (char_length(code) >= 26 OR (char_length(code) BETWEEN 6 AND 24 AND expires_at IS NOT NULL) OR code = 'demo')
);
CREATE INDEX join_codes_group_id ON join_codes (group_id);
CREATE INDEX join_codes_owner_id ON join_codes (owner_id);
CREATE UNIQUE INDEX join_codes_personal_key ON join_codes (group_id, owner_id) WHERE kind = 'personal';

CREATE TABLE memberships (
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    role_id smallint NOT NULL DEFAULT 2 REFERENCES member_roles,
    joined_at timestamptz NOT NULL DEFAULT now(),
    join_code_id bigint REFERENCES join_codes ON DELETE SET NULL,
    -- Makes a join repeatable: the same key with the same code is one join.
    join_key text CHECK (char_length(join_key) BETWEEN 1 AND 100),
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX memberships_user_id ON memberships (user_id);
CREATE INDEX memberships_role_id ON memberships (role_id);
CREATE INDEX memberships_join_code_id ON memberships (join_code_id);
CREATE UNIQUE INDEX memberships_join_key ON memberships (join_code_id, join_key) WHERE join_key IS NOT NULL;

-- Whoever is banned cannot come back by any code.
CREATE TABLE bans (
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    banned_by bigint REFERENCES users ON DELETE SET NULL,
    reason text NOT NULL DEFAULT '' CHECK (char_length(reason) <= 280),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX bans_user_id ON bans (user_id);
CREATE INDEX bans_banned_by ON bans (banned_by);

-- "I know this person": one-sided, across groups.
CREATE TABLE met_marks (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    other_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    met_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE INDEX met_marks_other_id ON met_marks (other_id);

-- ---------------------------------------------------------------- conversations
-- Every change in a conversation takes the next number of last_seq in the statement that makes it: the row lock
-- makes the numbers gap-free and visible in order.
CREATE TABLE conversations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('room', 'direct')),
    group_id bigint REFERENCES groups ON DELETE CASCADE,
    last_seq bigint NOT NULL DEFAULT 0,
    last_message_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'room') = (group_id IS NOT NULL))
);
CREATE UNIQUE INDEX conversations_room_key ON conversations (group_id);

CREATE TABLE participants (
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    last_read_seq bigint NOT NULL DEFAULT 0,
    joined_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX participants_user_id ON participants (user_id);

CREATE TABLE messages (
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    -- The number of its creation: its identity and its place.
    seq bigint NOT NULL,
    -- The number of its latest change: what a reader who was away asks for.
    changed_seq bigint NOT NULL CHECK (changed_seq >= seq),
    author_id bigint REFERENCES users ON DELETE SET NULL,
    text text NOT NULL CHECK (char_length(text) <= 4000),
    -- Makes a post repeatable: the same key from the same author is one message.
    key text CHECK (char_length(key) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    edited_at timestamptz,
    deleted_at timestamptz,
    hidden_at timestamptz,
    hidden_by bigint REFERENCES users ON DELETE SET NULL,
    PRIMARY KEY (conversation_id, seq)
);
CREATE UNIQUE INDEX messages_changed_seq_key ON messages (conversation_id, changed_seq);
CREATE UNIQUE INDEX messages_key ON messages (conversation_id, author_id, key) WHERE key IS NOT NULL;
CREATE INDEX messages_author_id ON messages (author_id);
CREATE INDEX messages_hidden_by ON messages (hidden_by);

-- ---------------------------------------------------------------- audit
CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    group_id bigint REFERENCES groups ON DELETE CASCADE,
    actor_id bigint REFERENCES users ON DELETE SET NULL,
    user_id bigint REFERENCES users ON DELETE SET NULL,
    action text NOT NULL CHECK (action ~ '^[a-z]+(-[a-z]+)*$'),
    details jsonb
);
CREATE INDEX audit_log_group_id ON audit_log (group_id, id);
CREATE INDEX audit_log_actor_id ON audit_log (actor_id);
CREATE INDEX audit_log_user_id ON audit_log (user_id);

-- ---------------------------------------------------------------- news
-- One channel tells every process what changed: ids only, at commit. The triggers stand here rather than in each
-- command so that no change, not even one made by hand, can be forgotten (docs/decisions/0003-news-by-trigger.md).
--   c:{conversation}:{seq}   g:{group}   g:{group}:{user}   u:{user}   j:{code}
CREATE FUNCTION tell_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'c:' || NEW.id || ':' || NEW.last_seq);
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER UPDATE OF last_seq ON conversations FOR EACH ROW EXECUTE FUNCTION tell_conversation();

CREATE FUNCTION tell_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'g:' || OLD.id);
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER UPDATE OR DELETE ON groups FOR EACH ROW EXECUTE FUNCTION tell_group();

CREATE FUNCTION tell_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'g:' || coalesce(NEW.group_id, OLD.group_id) || ':' || coalesce(NEW.user_id, OLD.user_id));
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION tell_membership();

CREATE FUNCTION tell_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'u:' || OLD.id);
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION tell_user();

CREATE FUNCTION tell_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'u:' || OLD.user_id);
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER DELETE OR UPDATE OF user_id ON sessions FOR EACH ROW EXECUTE FUNCTION tell_session();

-- Only what a leader changes: the count of uses moves with every join and is read where it matters.
CREATE FUNCTION tell_join_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'j:' || OLD.code);
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER DELETE OR UPDATE OF code, lobby, starts_at, expires_at, use_limit, revoked_at ON join_codes
    FOR EACH ROW EXECUTE FUNCTION tell_join_code();
