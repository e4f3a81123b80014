-- The two statements that a full hall sends, as functions: each connection keeps their plans. PgBouncer in transaction mode knows no
-- prepared statements (before 1.21), so that reading and planning them anew each time cost PostgreSQL as much as running them.
-- One statement each, as before: one snapshot, one short transaction.

-- Joins somebody new by a code (GroupPages/Pages/Join/JoinCommand.cs): takes a use of the code (the row lock makes the limit exact),
-- makes user, membership and session, marks both as met when the code was a personal one. The same key again finds who joined by it;
-- "is_fresh" is false when that was too long ago for the key to sign anybody in.
CREATE FUNCTION join_as_newcomer(
    by_code bigint, at_time timestamptz, called text, by_key text, with_token bytea, on_device text, valid_until timestamptz,
    fresh_since timestamptz)
RETURNS TABLE (joined_user bigint, is_fresh boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH before AS (
        SELECT user_id, joined_at FROM memberships WHERE join_code_id = by_code AND join_key = by_key),
    taken AS (
        UPDATE join_codes c SET uses = c.uses + 1 FROM groups g
        WHERE c.id = by_code AND c.revoked_at IS NULL AND (c.starts_at IS NULL OR c.starts_at <= at_time)
            AND (c.expires_at IS NULL OR c.expires_at > at_time) AND (c.use_limit IS NULL OR c.uses < c.use_limit)
            AND g.id = c.group_id AND g.deleted_at IS NULL
            AND (c.kind = 'group' OR g.personal_codes OR EXISTS (
                SELECT FROM memberships o WHERE o.group_id = c.group_id AND o.user_id = c.owner_id AND o.role_id = 3))
            AND NOT EXISTS (SELECT FROM before)
        RETURNING c.id, c.group_id, c.kind, c.owner_id, c.lobby, g.join_policy),
    person AS (
        INSERT INTO users (first_name, created_at) SELECT called, at_time FROM taken RETURNING id),
    member AS (
        INSERT INTO memberships (group_id, user_id, role_id, joined_at, join_code_id, join_key)
        SELECT taken.group_id, person.id, CASE WHEN taken.lobby OR taken.join_policy = 'approval' THEN 1 ELSE 2 END, at_time, taken.id, by_key
        FROM taken, person),
    met AS (
        INSERT INTO met_marks (user_id, other_id, met_at)
        SELECT pair.a, pair.b, at_time FROM taken, person, LATERAL (VALUES (taken.owner_id, person.id), (person.id, taken.owner_id)) pair(a, b)
        WHERE taken.kind = 'personal' AND taken.owner_id <> person.id
        ON CONFLICT DO NOTHING),
    noted AS (
        INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
        SELECT at_time, taken.group_id, person.id, person.id, 'joined', jsonb_build_object('code', taken.id) FROM taken, person),
    who AS (
        SELECT id, at_time AS since FROM person UNION ALL SELECT user_id, joined_at FROM before),
    opened AS (
        INSERT INTO sessions (token_hash, user_id, device, created_at, last_seen_at, expires_at)
        SELECT with_token, id, on_device, at_time, at_time, valid_until FROM who WHERE since > fresh_since)
    SELECT id, since > fresh_since FROM who;
END $$;

-- Posts a message (GroupPages/Pages/Chat/PostMessageCommand.cs). Gives its number, or what keeps the author from writing and until
-- when, or no row where the author has no place.
-- "door" has a row for whoever has a place here, with what keeps them from writing. "pace" is slow mode: its row is locked and looked
-- at in its latest state, so of two messages sent at once one is refused.
-- Who writes has read ("mine", "read"). The mark is passed over while the gathered marks are being written: the conversation's row is
-- locked here, and all its writers would wait for that; the author's own page brings the mark a moment later.
-- Named are only those who can read it: somebody may have left since the names were looked up.
CREATE FUNCTION post_message(
    to_conversation bigint, by_author bigint, words text, by_key text, at_time timestamptz, named_ids bigint[], named_names text[],
    photo_keys text[], photo_widths int[], photo_heights int[], photo_colours text[], photo_bytes int[], shares boolean,
    first_day_since timestamptz)
RETURNS TABLE (posted_seq bigint, refused_for text, refused_until timestamptz) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH before AS (
        SELECT seq FROM messages WHERE conversation_id = to_conversation AND author_id = by_author AND key = by_key),
    door AS (
        SELECT c.id, m.muted_until, CASE WHEN g.id IS NULL OR m.role_id = 3 OR u.id IS NOT NULL THEN 0 ELSE g.room_pause END AS pause,
            CASE WHEN g.id IS NULL OR m.role_id = 3 OR u.id IS NOT NULL THEN NULL
                WHEN m.muted_until > at_time THEN 'muted'
                WHEN g.room_writers = 'leaders' THEN 'leaders'
                WHEN shares AND NOT g.newcomers_share AND m.joined_at > first_day_since THEN 'newcomer' END AS refused
        FROM conversations c LEFT JOIN groups g ON g.id = c.group_id AND g.deleted_at IS NULL
        LEFT JOIN memberships m ON m.group_id = g.id AND m.user_id = by_author AND m.role_id >= 2
        LEFT JOIN users u ON u.id = by_author AND u.is_site_admin AND u.deleted_at IS NULL
        WHERE c.id = to_conversation AND CASE WHEN c.kind = 'room' THEN g.id IS NOT NULL AND (m.user_id IS NOT NULL OR u.id IS NOT NULL)
            ELSE EXISTS (SELECT FROM participants p WHERE p.conversation_id = c.id AND p.user_id = by_author AND p.left_at IS NULL)
                AND EXISTS (SELECT FROM participants o WHERE o.conversation_id = c.id AND o.left_at IS NULL AND may_write_to(by_author, o.user_id)) END),
    pace AS (
        INSERT INTO paces AS p (conversation_id, user_id, posted_at)
        SELECT id, by_author, at_time FROM door WHERE refused IS NULL AND pause > 0 AND NOT EXISTS (SELECT FROM before)
        ON CONFLICT (conversation_id, user_id) DO UPDATE SET posted_at = excluded.posted_at
        WHERE p.posted_at + make_interval(secs => (SELECT pause FROM door)) <= excluded.posted_at
        RETURNING posted_at),
    next AS (
        UPDATE conversations c SET last_seq = c.last_seq + 1, message_count = c.message_count + 1, last_message_at = at_time
        FROM door
        WHERE c.id = door.id AND NOT EXISTS (SELECT FROM before)
            AND door.refused IS NULL AND (door.pause = 0 OR EXISTS (SELECT FROM pace))
        RETURNING c.last_seq, c.message_count),
    mine AS (
        SELECT p.user_id FROM participants p, next WHERE p.conversation_id = to_conversation AND p.user_id = by_author FOR UPDATE OF p SKIP LOCKED),
    read AS (
        UPDATE participants p SET last_read_seq = next.last_seq, read_count = next.message_count FROM next, mine
        WHERE p.conversation_id = to_conversation AND p.user_id = mine.user_id AND p.read_count < next.message_count),
    posted AS (
        INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, key, created_at, photo_count)
        SELECT to_conversation, last_seq, last_seq, message_count, by_author, words, by_key, at_time, cardinality(photo_keys) FROM next RETURNING seq),
    shown AS (
        INSERT INTO photos (key, kind_id, owner_id, conversation_id, seq, position, width, height, colour, bytes, created_at)
        SELECT p.key, 3, by_author, to_conversation, posted.seq, p.position, p.width, p.height, p.colour, p.bytes, at_time
        FROM posted, unnest(photo_keys, photo_widths, photo_heights, photo_colours, photo_bytes) WITH ORDINALITY AS p(key, width, height, colour, bytes, position)),
    named AS (
        INSERT INTO mentions (conversation_id, seq, user_id, name)
        SELECT to_conversation, posted.seq, n.user_id, n.name FROM posted, unnest(named_ids, named_names) AS n(user_id, name)
        WHERE EXISTS (SELECT FROM participants p WHERE p.conversation_id = to_conversation AND p.user_id = n.user_id AND p.left_at IS NULL))
    SELECT seq, NULL::text, NULL::timestamptz FROM posted UNION ALL SELECT seq, NULL, NULL FROM before
    UNION ALL
    SELECT NULL::bigint, coalesce(door.refused, 'slow'), CASE door.refused WHEN 'muted' THEN door.muted_until
        ELSE coalesce((SELECT posted_at FROM paces WHERE conversation_id = to_conversation AND user_id = by_author), at_time) + make_interval(secs => door.pause) END
    FROM door WHERE NOT EXISTS (SELECT FROM posted) AND NOT EXISTS (SELECT FROM before);
END $$;
