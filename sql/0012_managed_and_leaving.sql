-- People without a login and those who look after them; accounts that their owners have deleted and may still come back to.

-- ---------------------------------------------------------------- managed users
-- Who looks after whom. A managed user has at least one; the last one cannot stop, only remove them.
CREATE TABLE guardians (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    guardian_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    -- Makes the making of a managed user repeatable: the same key from the same person is one.
    key text CHECK (char_length(key) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, guardian_id),
    CHECK (user_id <> guardian_id)
);
CREATE INDEX guardians_guardian_id ON guardians (guardian_id);
CREATE UNIQUE INDEX guardians_key ON guardians (guardian_id, key) WHERE key IS NOT NULL;

-- May write to somebody directly: both are in one group, past its lobby, and neither has blocked the other. Nobody reads
-- what is written to somebody without a login.
CREATE OR REPLACE FUNCTION may_write_to(author bigint, other bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT author <> other
        AND EXISTS (
            SELECT FROM memberships a
            JOIN memberships b ON b.group_id = a.group_id AND b.user_id = other AND b.role_id >= 2
            JOIN groups g ON g.id = a.group_id AND g.deleted_at IS NULL
            WHERE a.user_id = author AND a.role_id >= 2)
        AND NOT EXISTS (SELECT FROM blocks WHERE (user_id, other_id) IN ((author, other), (other, author)))
        AND NOT EXISTS (SELECT FROM users WHERE id = other AND (deleted_at IS NOT NULL OR is_managed))
$$;

-- ---------------------------------------------------------------- deleted by oneself
-- The moment somebody deleted their own account; while it is the same as deleted_at, signing in within 30 days brings it back.
-- Whom a site admin deleted does not come back that way.
ALTER TABLE users ADD COLUMN leaving_at timestamptz;
-- What the eraser looks for.
CREATE INDEX users_deleted_at ON users (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX groups_deleted_at ON groups (deleted_at) WHERE deleted_at IS NOT NULL;

-- For every statement that signs somebody in.
CREATE FUNCTION may_sign_in(who users, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT who.is_managed AND (who.deleted_at IS NULL OR (who.deleted_at = who.leaving_at AND who.deleted_at > at - interval '30 days'))
$$;

-- A session of somebody without a login must not be, however it is made. A session of somebody who was leaving brings them
-- back, with whom they look after and the personal codes that were switched off when they left.
CREATE FUNCTION open_session() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who record;
BEGIN
    SELECT is_managed, deleted_at, leaving_at INTO who FROM users WHERE id = NEW.user_id;
    IF who.is_managed THEN
        RAISE EXCEPTION 'a managed user has no sessions' USING ERRCODE = 'check_violation';
    ELSIF who.deleted_at = who.leaving_at THEN
        UPDATE users SET deleted_at = NULL, leaving_at = NULL WHERE id = NEW.user_id;
        UPDATE users u SET deleted_at = NULL, leaving_at = NULL FROM guardians k
        WHERE k.guardian_id = NEW.user_id AND u.id = k.user_id AND u.is_managed AND u.deleted_at = who.leaving_at AND u.leaving_at = who.leaving_at;
        UPDATE join_codes SET revoked_at = NULL WHERE owner_id = NEW.user_id AND kind = 'personal' AND revoked_at = who.leaving_at;
        INSERT INTO audit_log (at, actor_id, user_id, action) VALUES (NEW.created_at, NEW.user_id, NEW.user_id, 'account-restored');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER opened AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION open_session();

-- Somebody's messages in their order, for the eraser and for who takes them along; it serves the foreign key as well.
CREATE INDEX messages_author ON messages (author_id, conversation_id, seq);
DROP INDEX messages_author_id;

-- ---------------------------------------------------------------- news
-- Who comes back is in no process's memory: each of their groups hears of them as of a newcomer.   g:{group}:{user}
CREATE FUNCTION tell_restored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'g:' || group_id || ':' || user_id) FROM memberships WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_restored AFTER UPDATE OF deleted_at ON users FOR EACH ROW
    WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION tell_restored();
