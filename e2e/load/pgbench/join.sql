-- Baseline (b), joins: the statement of GroupPages/Pages/Join/JoinCommand.cs (AsNewcomer).
\set code random(:first_code, :last_code)
\set key random(1, 9000000000000000)
SELECT joined_user, is_fresh FROM join_as_newcomer(
    :code, now(), 'Ann', 'b-' || :key::bigint::text, sha256(convert_to(gen_random_uuid()::text || :key::bigint::text, 'UTF8')),
    'Mozilla/5.0 (Linux; Android 12; load runner)', now() + interval '365 days', now() - interval '1 hour');
