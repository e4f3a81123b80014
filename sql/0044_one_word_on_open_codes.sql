-- Whether a code lets anybody in at this moment, said once: it stood in the join of newcomers and in that of users. Asked in the WHERE
-- of the statement that takes a use, it is asked again of the row as it is once its lock is there, which makes the limit exact.
-- Whom to ask when it is closed, GroupPages/Pages/Join/JoinDoor.cs says.
CREATE FUNCTION code_is_open(c join_codes, g groups, at_time timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN c.revoked_at IS NULL AND (c.starts_at IS NULL OR c.starts_at <= at_time) AND (c.expires_at IS NULL OR c.expires_at > at_time)
        AND (c.use_limit IS NULL OR c.uses < c.use_limit) AND g.deleted_at IS NULL
        -- Leaders can switch personal codes off, but for their own.
        AND (c.kind = 'group' OR g.personal_codes OR EXISTS (
            SELECT FROM memberships o WHERE o.group_id = c.group_id AND o.user_id = c.owner_id AND o.role_id = 3));
END $$;

-- As in 0039, but for that.
CREATE OR REPLACE FUNCTION join_as_newcomer(
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
        WHERE c.id = by_code AND g.id = c.group_id AND code_is_open(c, g, at_time) AND NOT EXISTS (SELECT FROM before)
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
        SELECT with_token, id, on_device, at_time, at_time, valid_until FROM who WHERE since > fresh_since
        ON CONFLICT (token_hash) DO NOTHING)
    SELECT id, since > fresh_since FROM who;
END $$;
