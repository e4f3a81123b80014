-- Whom a site admin made a guest again kept their place among the readers of the room, and so went on hearing of what is said there
-- on their phone. Reading ends with the membership (sql/0003) and with the role that allows it.
CREATE OR REPLACE FUNCTION keep_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.role_id < 2 THEN
        DELETE FROM participants p USING conversations c
        WHERE c.group_id = OLD.group_id AND p.conversation_id = c.id AND p.user_id = OLD.user_id;
    ELSE
        INSERT INTO participants (conversation_id, user_id, last_read_seq, read_count, joined_at)
        SELECT c.id, NEW.user_id, c.last_seq, c.message_count, NEW.joined_at FROM conversations c WHERE c.group_id = NEW.group_id
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- Those it happened to.
DELETE FROM participants p USING conversations c
WHERE c.id = p.conversation_id AND c.kind = 'room'
    AND NOT EXISTS (SELECT FROM memberships m WHERE m.group_id = c.group_id AND m.user_id = p.user_id AND m.role_id >= 2);
