-- How far people have read, told once for all readers of a conversation who are equally far: a roomful of open pages is
-- one notification instead of one for each reader.
--   s:{conversation}:{seq}:{messages}:{user},{user},…   how far they have read; takes the place of r:{user}:{conversation}:…
--   r:{user}   as before: their conversations or their mutes changed

CREATE OR REPLACE FUNCTION tell_participant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 'r:' || coalesce(NEW.user_id, OLD.user_id));
    RETURN NULL;
END $$;

DROP TRIGGER tell ON participants;
CREATE TRIGGER tell AFTER INSERT OR DELETE ON participants FOR EACH ROW EXECUTE FUNCTION tell_participant();
CREATE TRIGGER tell_changed AFTER UPDATE ON participants FOR EACH ROW
    WHEN ((NEW.left_at, NEW.is_muted) IS DISTINCT FROM (OLD.left_at, OLD.is_muted)) EXECUTE FUNCTION tell_participant();

-- 300 at a time: a payload may have 8,000 bytes. A mark told again does no harm, so whatever changed besides is not asked.
CREATE FUNCTION tell_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live', 's:' || conversation_id || ':' || last_read_seq || ':' || read_count || ':' || string_agg(user_id::text, ','))
    FROM (
        SELECT *, (row_number() OVER (PARTITION BY conversation_id, last_read_seq, read_count) - 1) / 300 AS part
        FROM now_read) n
    GROUP BY conversation_id, last_read_seq, read_count, part;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_read AFTER UPDATE ON participants REFERENCING NEW TABLE AS now_read FOR EACH STATEMENT EXECUTE FUNCTION tell_read();
