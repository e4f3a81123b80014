-- Baseline (b), joins: the statement of GroupPages/Pages/Join/JoinCommand.cs (AsNewcomer). Keep the two in step.
\set code random(:first_code, :last_code)
\set key random(1, 9000000000000000)
WITH before AS (
    SELECT user_id, joined_at FROM memberships WHERE join_code_id = :code AND join_key = 'b-' || :key::bigint::text),
taken AS (
    UPDATE join_codes c SET uses = c.uses + 1 FROM groups g
    WHERE c.id = :code AND c.revoked_at IS NULL AND (c.starts_at IS NULL OR c.starts_at <= now()) AND (c.expires_at IS NULL OR c.expires_at > now())
        AND (c.use_limit IS NULL OR c.uses < c.use_limit) AND g.id = c.group_id AND g.deleted_at IS NULL AND NOT EXISTS (SELECT FROM before)
    RETURNING c.id, c.group_id, c.kind, c.owner_id, c.lobby, g.join_policy),
person AS (
    INSERT INTO users (first_name, created_at) SELECT 'Ann', now() FROM taken RETURNING id),
member AS (
    INSERT INTO memberships (group_id, user_id, role_id, joined_at, join_code_id, join_key)
    SELECT taken.group_id, person.id, CASE WHEN taken.lobby OR taken.join_policy = 'approval' THEN 1 ELSE 2 END, now(), taken.id,
        'b-' || :key::bigint::text FROM taken, person),
met AS (
    INSERT INTO met_marks (user_id, other_id, met_at)
    SELECT pair.a, pair.b, now() FROM taken, person, LATERAL (VALUES (taken.owner_id, person.id), (person.id, taken.owner_id)) pair(a, b)
    WHERE taken.kind = 'personal' AND taken.owner_id <> person.id
    ON CONFLICT DO NOTHING),
noted AS (
    INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
    SELECT now(), taken.group_id, person.id, person.id, 'joined', jsonb_build_object('code', taken.id) FROM taken, person),
who AS (
    SELECT id, now() AS since FROM person UNION ALL SELECT user_id, joined_at FROM before),
opened AS (
    INSERT INTO sessions (token_hash, user_id, device, created_at, last_seen_at, expires_at)
    SELECT sha256(convert_to(gen_random_uuid()::text || :key::bigint::text, 'UTF8')), id, 'Mozilla/5.0 (Linux; Android 12; load runner)', now(), now(),
        now() + interval '365 days' FROM who WHERE since > now() - interval '1 hour')
SELECT id, since > now() - interval '1 hour' FROM who;
