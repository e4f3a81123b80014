-- The site admins' desk: lists of ten thousand people found by a part of a name, and changes told from before to after.

-- ---------------------------------------------------------------- lists
-- What a search looks through, and the order by name; "C" is one order on every system. Folded once, when it is written: to look
-- through 10,000 takes a millisecond then, so there is no index of parts that every join would have to keep.
ALTER TABLE users ADD COLUMN folded text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (fold(first_name || ' ' || last_name || ' ' || coalesce(email, ''))) STORED;
CREATE INDEX users_folded ON users (folded, id);
CREATE INDEX users_last_first ON users ((fold(last_name || ' ' || first_name) COLLATE "C"), id);
CREATE INDEX users_site_admins ON users (id) WHERE is_site_admin;

ALTER TABLE groups ADD COLUMN folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold(name || ' ' || slug)) STORED;
CREATE INDEX groups_folded ON groups (folded, id);

-- ---------------------------------------------------------------- audit
-- {"before": {...}, "after": {...}} of the fields that differ; null when none does.
CREATE FUNCTION changes_between(before jsonb, after jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('before', jsonb_object_agg(key, before -> key), 'after', jsonb_object_agg(key, after -> key))
    FROM jsonb_object_keys(after) AS key WHERE before -> key IS DISTINCT FROM after -> key HAVING count(*) > 0
$$;
