-- Unread messages without a query: the news carries the counts, so that every process keeps its badges by adding up.

-- May write to somebody directly: both are in one group, past its lobby, and neither has blocked the other.
CREATE FUNCTION may_write_to(author bigint, other bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT author <> other
        AND EXISTS (
            SELECT FROM memberships a
            JOIN memberships b ON b.group_id = a.group_id AND b.user_id = other AND b.role_id >= 2
            JOIN groups g ON g.id = a.group_id AND g.deleted_at IS NULL
            WHERE a.user_id = author AND a.role_id >= 2)
        AND NOT EXISTS (SELECT FROM blocks WHERE (user_id, other_id) IN ((author, other), (other, author)))
        AND NOT EXISTS (SELECT FROM users WHERE id = other AND deleted_at IS NOT NULL)
$$;

--   c:{conversation}:{seq}:{messages}   both of one moment: whoever has read up to that number has read that many
CREATE OR REPLACE FUNCTION tell_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'c:' || NEW.id || ':' || NEW.last_seq || ':' || NEW.message_count);
    RETURN NULL;
END $$;

--   r:{user}:{conversation}:{seq}:{messages}   how far somebody has read
--   r:{user}   their conversations or their mutes changed
CREATE OR REPLACE FUNCTION tell_participant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.left_at, NEW.is_muted) IS NOT DISTINCT FROM (OLD.left_at, OLD.is_muted) THEN
        PERFORM pg_notify('live', 'r:' || NEW.user_id || ':' || NEW.conversation_id || ':' || NEW.last_read_seq || ':' || NEW.read_count);
    ELSE
        PERFORM pg_notify('live', 'r:' || coalesce(NEW.user_id, OLD.user_id));
    END IF;
    RETURN NULL;
END $$;
