-- What newcomers may send to one person, and a message that costs only what it has.

-- Whether somebody may send links and photos in a direct conversation. On their first day only once somebody else has written in it:
-- an account made to send advertising gets no answer. As in a room (0003), leaders may, and members of a group that lets newcomers;
-- it counts since when they are in a group together.
CREATE FUNCTION may_share_in(direct bigint, author bigint, first_day_since timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
            SELECT FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
            JOIN memberships o ON o.group_id = g.id AND o.user_id <> m.user_id AND o.role_id >= 2
            JOIN participants p ON p.conversation_id = direct AND p.user_id = o.user_id AND p.left_at IS NULL
            WHERE m.user_id = author AND m.role_id >= 2 AND (m.role_id = 3 OR g.newcomers_share OR m.joined_at <= first_day_since))
        OR EXISTS (SELECT FROM messages m WHERE m.conversation_id = direct AND m.author_id IS DISTINCT FROM author)
        OR EXISTS (SELECT FROM users u WHERE u.id = author AND u.is_site_admin AND u.deleted_at IS NULL)
$$;

-- As in 0035, but step by step: one statement of eleven parts prepared each of its tables for every message, though most name nobody,
-- show nothing and stand in no slow room. What makes the number and the message is still one statement, since the trigger of the
-- number reads the message.
-- "door" has what keeps the author from writing. "paces" is slow mode: its row is locked and looked at in its latest state, so of two
-- messages sent at once one is refused.
-- Who writes has read ("mine", "read"). The mark is passed over while the gathered marks are being written: the conversation's row is
-- locked here, and all its writers would wait for that; the author's own page brings the mark a moment later.
-- Named are only those who can read it: somebody may have left since the names were looked up.
CREATE OR REPLACE FUNCTION post_message(
    to_conversation bigint, by_author bigint, words text, by_key text, at_time timestamptz, named_ids bigint[], named_names text[],
    photo_keys text[], photo_widths int[], photo_heights int[], photo_colours text[], photo_bytes int[], shares boolean,
    first_day_since timestamptz)
RETURNS TABLE (posted_seq bigint, refused_for text, refused_until timestamptz) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    door record;
BEGIN
    SELECT m.seq INTO posted_seq FROM messages m WHERE m.conversation_id = to_conversation AND m.author_id = by_author AND m.key = by_key;
    IF FOUND THEN
        RETURN NEXT;
        RETURN;
    END IF;

    SELECT m.muted_until, CASE WHEN g.id IS NULL OR m.role_id = 3 OR u.id IS NOT NULL THEN 0 ELSE g.room_pause END AS pause,
        CASE WHEN c.kind = 'direct' THEN CASE WHEN shares AND NOT may_share_in(c.id, by_author, first_day_since) THEN 'unanswered' END
            WHEN m.role_id = 3 OR u.id IS NOT NULL THEN NULL
            WHEN m.muted_until > at_time THEN 'muted'
            WHEN g.room_writers = 'leaders' THEN 'leaders'
            WHEN shares AND NOT g.newcomers_share AND m.joined_at > first_day_since THEN 'newcomer' END AS refused
    INTO door
    FROM conversations c LEFT JOIN groups g ON g.id = c.group_id AND g.deleted_at IS NULL
    LEFT JOIN memberships m ON m.group_id = g.id AND m.user_id = by_author AND m.role_id >= 2
    LEFT JOIN users u ON u.id = by_author AND u.is_site_admin AND u.deleted_at IS NULL
    WHERE c.id = to_conversation AND CASE WHEN c.kind = 'room' THEN g.id IS NOT NULL AND (m.user_id IS NOT NULL OR u.id IS NOT NULL)
        ELSE EXISTS (SELECT FROM participants p WHERE p.conversation_id = c.id AND p.user_id = by_author AND p.left_at IS NULL)
            AND EXISTS (SELECT FROM participants o WHERE o.conversation_id = c.id AND o.left_at IS NULL AND may_write_to(by_author, o.user_id)) END;
    IF NOT FOUND THEN
        RETURN;
    ELSIF door.refused IS NOT NULL THEN
        RETURN QUERY SELECT NULL::bigint, door.refused, CASE door.refused WHEN 'muted' THEN door.muted_until ELSE at_time END;
        RETURN;
    ELSIF door.pause > 0 THEN
        INSERT INTO paces AS p (conversation_id, user_id, posted_at) VALUES (to_conversation, by_author, at_time)
        ON CONFLICT (conversation_id, user_id) DO UPDATE SET posted_at = excluded.posted_at
        WHERE p.posted_at + make_interval(secs => door.pause) <= excluded.posted_at;
        IF NOT FOUND THEN
            RETURN QUERY SELECT NULL::bigint, 'slow', p.posted_at + make_interval(secs => door.pause)
                FROM paces p WHERE p.conversation_id = to_conversation AND p.user_id = by_author;
            RETURN;
        END IF;
    END IF;

    WITH next AS (
        UPDATE conversations SET last_seq = last_seq + 1, message_count = message_count + 1, last_message_at = at_time
        WHERE id = to_conversation RETURNING last_seq, message_count),
    mine AS (
        SELECT p.user_id FROM participants p, next WHERE p.conversation_id = to_conversation AND p.user_id = by_author FOR UPDATE OF p SKIP LOCKED),
    read AS (
        UPDATE participants p SET last_read_seq = next.last_seq, read_count = next.message_count FROM next, mine
        WHERE p.conversation_id = to_conversation AND p.user_id = mine.user_id AND p.read_count < next.message_count)
    INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, key, created_at, photo_count)
    SELECT to_conversation, last_seq, last_seq, message_count, by_author, words, by_key, at_time, cardinality(photo_keys) FROM next
    RETURNING seq INTO posted_seq;
    IF NOT FOUND THEN
        RETURN;
    END IF;

    IF cardinality(photo_keys) > 0 THEN
        INSERT INTO photos (key, kind_id, owner_id, conversation_id, seq, position, width, height, colour, bytes, created_at)
        SELECT p.key, 3, by_author, to_conversation, posted_seq, p.position, p.width, p.height, p.colour, p.bytes, at_time
        FROM unnest(photo_keys, photo_widths, photo_heights, photo_colours, photo_bytes) WITH ORDINALITY AS p(key, width, height, colour, bytes, position);
    END IF;
    IF cardinality(named_ids) > 0 THEN
        INSERT INTO mentions (conversation_id, seq, user_id, name)
        SELECT to_conversation, posted_seq, n.user_id, n.name FROM unnest(named_ids, named_names) AS n(user_id, name)
        WHERE EXISTS (SELECT FROM participants p WHERE p.conversation_id = to_conversation AND p.user_id = n.user_id AND p.left_at IS NULL);
    END IF;
    RETURN NEXT;
END $$;

-- As in 0040, row by row: joined, the two were planned anew for each message whenever the counts that PostgreSQL plans by were old, as
-- they are on an evening when everybody writes.
CREATE OR REPLACE FUNCTION tell_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    message messages;
    words text;
BEGIN
    IF NEW.message_count = OLD.message_count + 1 THEN
        SELECT * INTO message FROM messages WHERE conversation_id = NEW.id AND changed_seq = NEW.last_seq;
        IF message.seq = message.changed_seq AND message.photo_count = 0 AND strpos(message.text, '@') = 0
            AND message.deleted_at IS NULL AND message.hidden_at IS NULL THEN
            SELECT 't:' || NEW.id || ':' || message.seq || ':' || json_build_array(u.id, u.first_name, u.last_name,
                    CASE WHEN u.deleted_at IS NULL THEN u.photo END, message.key, (extract(epoch FROM message.created_at) * 1000000)::bigint, message.text)
                INTO words FROM users u WHERE u.id = message.author_id;
            IF octet_length(words) < 7900 THEN
                PERFORM pg_notify('live', words);
            END IF;
        END IF;
    END IF;
    PERFORM pg_notify('live', 'c:' || NEW.id || ':' || NEW.last_seq || ':' || NEW.message_count);
    RETURN NULL;
END $$;
