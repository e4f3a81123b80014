-- Baseline (b), posts: the statement of GroupPages/Pages/Chat/PostMessageCommand.cs (Sql), as somebody sends it who names nobody.
-- Keep the two in step. Sample groups are made in order, so room r (from 0) has members first_user + r * members ...
\set room random(0, :rooms - 1)
\set conversation :first_room + :room
\set author :first_user + :room * :members + random(0, :members - 1)
\set key random(1, 9000000000000000)
WITH before AS (
    SELECT seq FROM messages WHERE conversation_id = :conversation AND author_id = :author AND key = 'b-' || :key::bigint::text),
door AS (
    SELECT c.id, m.muted_until, CASE WHEN g.id IS NULL OR m.role_id = 3 OR u.id IS NOT NULL THEN 0 ELSE g.room_pause END AS pause,
        CASE WHEN g.id IS NULL OR m.role_id = 3 OR u.id IS NOT NULL THEN NULL
            WHEN m.muted_until > now() THEN 'muted'
            WHEN g.room_writers = 'leaders' THEN 'leaders'
            WHEN false AND NOT g.newcomers_share AND m.joined_at > now() - interval '1 day' THEN 'newcomer' END AS refused
    FROM conversations c LEFT JOIN groups g ON g.id = c.group_id AND g.deleted_at IS NULL
    LEFT JOIN memberships m ON m.group_id = g.id AND m.user_id = :author AND m.role_id >= 2
    LEFT JOIN users u ON u.id = :author AND u.is_site_admin AND u.deleted_at IS NULL
    WHERE c.id = :conversation AND CASE WHEN c.kind = 'room' THEN g.id IS NOT NULL AND (m.user_id IS NOT NULL OR u.id IS NOT NULL)
        ELSE EXISTS (SELECT FROM participants p WHERE p.conversation_id = c.id AND p.user_id = :author AND p.left_at IS NULL)
            AND EXISTS (SELECT FROM participants o WHERE o.conversation_id = c.id AND o.left_at IS NULL AND may_write_to(:author, o.user_id)) END),
pace AS (
    INSERT INTO paces AS p (conversation_id, user_id, posted_at)
    SELECT id, :author, now() FROM door WHERE refused IS NULL AND pause > 0 AND NOT EXISTS (SELECT FROM before)
    ON CONFLICT (conversation_id, user_id) DO UPDATE SET posted_at = excluded.posted_at
    WHERE p.posted_at + make_interval(secs => (SELECT pause FROM door)) <= excluded.posted_at
    RETURNING posted_at),
next AS (
    UPDATE conversations c SET last_seq = c.last_seq + 1, message_count = c.message_count + 1, last_message_at = now()
    FROM door
    WHERE c.id = door.id AND NOT EXISTS (SELECT FROM before)
        AND door.refused IS NULL AND (door.pause = 0 OR EXISTS (SELECT FROM pace))
    RETURNING c.last_seq, c.message_count),
mine AS (
    SELECT p.user_id FROM participants p, next WHERE p.conversation_id = :conversation AND p.user_id = :author FOR UPDATE OF p SKIP LOCKED),
read AS (
    UPDATE participants p SET last_read_seq = next.last_seq, read_count = next.message_count FROM next, mine
    WHERE p.conversation_id = :conversation AND p.user_id = mine.user_id AND p.read_count < next.message_count),
posted AS (
    INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, key, created_at, photo_count)
    SELECT :conversation::bigint, last_seq, last_seq, message_count, :author::bigint, 'load-mark-00000000 I can bring the big pot', 'b-' || :key::bigint::text, now(),
        cardinality('{}'::text[])
    FROM next RETURNING seq),
shown AS (
    INSERT INTO photos (key, kind_id, owner_id, conversation_id, seq, position, width, height, colour, bytes, created_at)
    SELECT p.key, 3, :author::bigint, :conversation::bigint, posted.seq, p.position, p.width, p.height, p.colour, p.bytes, now()
    FROM posted, unnest('{}'::text[], '{}'::int[], '{}'::int[], '{}'::text[], '{}'::int[]) WITH ORDINALITY AS p(key, width, height, colour, bytes, position)),
named AS (
    INSERT INTO mentions (conversation_id, seq, user_id, name)
    SELECT :conversation::bigint, posted.seq, n.user_id, n.name FROM posted, unnest('{}'::bigint[], '{}'::text[]) AS n(user_id, name)
    WHERE EXISTS (SELECT FROM participants p WHERE p.conversation_id = :conversation AND p.user_id = n.user_id AND p.left_at IS NULL))
SELECT seq, NULL, NULL::timestamptz FROM posted UNION ALL SELECT seq, NULL, NULL FROM before
UNION ALL
SELECT NULL, coalesce(door.refused, 'slow'), CASE door.refused WHEN 'muted' THEN door.muted_until
    ELSE coalesce((SELECT posted_at FROM paces WHERE conversation_id = :conversation AND user_id = :author), now()) + make_interval(secs => door.pause) END
FROM door WHERE NOT EXISTS (SELECT FROM posted) AND NOT EXISTS (SELECT FROM before);
