-- Baseline (b), posts: the statement of GroupPages/Pages/Chat/PostMessageCommand.cs (Sql). Keep the two in step.
-- Sample groups are made in order, so room r (from 0) has members first_user + r * members ...
\set room random(0, :rooms - 1)
\set conversation :first_room + :room
\set author :first_user + :room * :members + random(0, :members - 1)
\set key random(1, 9000000000000000)
WITH before AS (
    SELECT seq FROM messages WHERE conversation_id = :conversation AND author_id = :author AND key = 'b-' || :key::bigint::text),
next AS (
    UPDATE conversations c SET last_seq = c.last_seq + 1, message_count = c.message_count + 1, last_message_at = now()
    WHERE c.id = :conversation AND NOT EXISTS (SELECT FROM before)
        AND (EXISTS (SELECT FROM memberships m WHERE m.group_id = c.group_id AND m.user_id = :author AND m.role_id >= 2)
            OR EXISTS (SELECT FROM users u WHERE u.id = :author AND u.is_site_admin AND u.deleted_at IS NULL))
    RETURNING c.last_seq, c.message_count),
posted AS (
    INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, key, created_at)
    SELECT :conversation::bigint, last_seq, last_seq, message_count, :author::bigint, 'load-mark-00000000 I can bring the big pot', 'b-' || :key::bigint::text, now()
    FROM next RETURNING seq)
SELECT seq FROM posted UNION ALL SELECT seq FROM before;
