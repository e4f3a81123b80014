-- A new message's words travel with its news: no process needs to read what it is told (docs/decisions/0040).
--   t:{conversation}:{seq}:[author, first name, last name, face, key, µs since 1970, text]
-- Told before the "c:" of the same change, which says how far the conversation is and which alone counts. What has photos, names
-- somebody, was changed since or is too long for a payload (8,000 bytes) is told without its words, and read.
CREATE OR REPLACE FUNCTION tell_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text;
BEGIN
    IF NEW.message_count = OLD.message_count + 1 THEN
        SELECT 't:' || NEW.id || ':' || m.seq || ':' || json_build_array(m.author_id, u.first_name, u.last_name,
                CASE WHEN u.deleted_at IS NULL THEN u.photo END, m.key, (extract(epoch FROM m.created_at) * 1000000)::bigint, m.text)
            INTO words
            FROM messages m JOIN users u ON u.id = m.author_id
            WHERE m.conversation_id = NEW.id AND m.changed_seq = NEW.last_seq AND m.seq = m.changed_seq
                AND m.photo_count = 0 AND strpos(m.text, '@') = 0 AND m.deleted_at IS NULL AND m.hidden_at IS NULL;
        IF octet_length(words) < 7900 THEN
            PERFORM pg_notify('live', words);
        END IF;
    END IF;
    PERFORM pg_notify('live', 'c:' || NEW.id || ':' || NEW.last_seq || ':' || NEW.message_count);
    RETURN NULL;
END $$;
