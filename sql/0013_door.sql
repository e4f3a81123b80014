-- The door: addresses that groups had before, joins undone, login codes with one rule for who may make them, and people
-- who come back without an account.

-- ---------------------------------------------------------------- old addresses
-- Where a group was found before its slug changed. Posters and bookmarks go on leading to it, so nobody else may have it.
CREATE TABLE old_slugs (
    slug text PRIMARY KEY CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) BETWEEN 3 AND 60),
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX old_slugs_group_id ON old_slugs (group_id);

-- By trigger, so that it does not matter who changes a slug. After the row is written: of two groups that want the same
-- slug at once, the later waits for the unique index and then sees what the earlier left here.
CREATE FUNCTION keep_old_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM old_slugs WHERE slug = NEW.slug AND group_id = NEW.id;
    IF EXISTS (SELECT FROM old_slugs WHERE slug = NEW.slug) THEN
        RAISE EXCEPTION 'the slug % leads to another group', NEW.slug USING ERRCODE = 'unique_violation', CONSTRAINT = 'groups_slug_key';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO old_slugs (slug, group_id) VALUES (OLD.slug, OLD.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER old_slug AFTER INSERT ON groups FOR EACH ROW EXECUTE FUNCTION keep_old_slug();
CREATE TRIGGER old_slug_changed AFTER UPDATE OF slug ON groups FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION keep_old_slug();

-- ---------------------------------------------------------------- rights
-- Runs the group at this moment: its leaders and site admins.
CREATE FUNCTION leads(of_group bigint, who bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM groups WHERE id = of_group AND deleted_at IS NULL) AND (
        EXISTS (SELECT FROM memberships WHERE group_id = of_group AND user_id = who AND role_id = 3)
        OR EXISTS (SELECT FROM users WHERE id = who AND is_site_admin AND deleted_at IS NULL))
$$;

-- May let a phone in as somebody: by a login code, or by letting an old account take a new one over. Everybody for
-- themselves; a leader for the plain members of their group, but never for somebody who leads any group: that would be a
-- way to more rights than one's own. A site admin for everybody but other site admins.
CREATE FUNCTION may_let_in_as(maker bigint, target bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM users WHERE id = target AND deleted_at IS NULL AND NOT is_managed) AND (
        maker = target
        OR NOT EXISTS (SELECT FROM users WHERE id = target AND is_site_admin) AND (
            EXISTS (SELECT FROM users WHERE id = maker AND is_site_admin AND deleted_at IS NULL)
            OR EXISTS (
                SELECT FROM memberships l
                JOIN memberships m ON m.group_id = l.group_id AND m.user_id = target AND m.role_id = 2
                JOIN groups g ON g.id = l.group_id AND g.deleted_at IS NULL
                WHERE l.user_id = maker AND l.role_id = 3)
            AND NOT EXISTS (SELECT FROM memberships WHERE user_id = target AND role_id = 3)))
$$;

-- ---------------------------------------------------------------- joins undone
-- "Everyone who joined by this code since 19:40": the memberships are kept here for seven days, to be put back.
CREATE TABLE undone_joins (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    join_code_id bigint NOT NULL REFERENCES join_codes ON DELETE CASCADE,
    since timestamptz NOT NULL,
    undone_at timestamptz NOT NULL,
    undone_by bigint REFERENCES users ON DELETE SET NULL,
    put_back_at timestamptz,
    put_back_by bigint REFERENCES users ON DELETE SET NULL
);
CREATE INDEX undone_joins_group_id ON undone_joins (group_id);
CREATE INDEX undone_joins_join_code_id ON undone_joins (join_code_id);
CREATE INDEX undone_joins_undone_by ON undone_joins (undone_by);
CREATE INDEX undone_joins_put_back_by ON undone_joins (put_back_by);

CREATE TABLE undone_members (
    undone_id bigint NOT NULL REFERENCES undone_joins ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    role_id smallint NOT NULL REFERENCES member_roles,
    joined_at timestamptz NOT NULL,
    join_key text,
    muted_until timestamptz,
    PRIMARY KEY (undone_id, user_id)
);
CREATE INDEX undone_members_user_id ON undone_members (user_id);
CREATE INDEX undone_members_role_id ON undone_members (role_id);

-- ---------------------------------------------------------------- been here before
-- Somebody who joined says that they were here before, on a phone they no longer have. A leader compares faces; then the
-- old account takes over the new one.
CREATE TABLE reclaims (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
    -- The new account: who asks.
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    words text NOT NULL DEFAULT '' CHECK (char_length(words) <= 280),
    asked_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by bigint REFERENCES users ON DELETE SET NULL,
    outcome text CHECK (outcome IN ('merged', 'refused')),
    -- The account that took the new one over, and all that went from one to the other.
    old_id bigint REFERENCES users ON DELETE SET NULL,
    moved jsonb,
    undone_at timestamptz,
    undone_by bigint REFERENCES users ON DELETE SET NULL,
    CHECK ((decided_at IS NULL) = (outcome IS NULL)),
    CHECK ((outcome = 'merged') = (moved IS NOT NULL))
);
CREATE UNIQUE INDEX reclaims_open ON reclaims (group_id, user_id) WHERE decided_at IS NULL;
CREATE INDEX reclaims_group_id ON reclaims (group_id, id);
CREATE INDEX reclaims_user_id ON reclaims (user_id);
CREATE INDEX reclaims_old_id ON reclaims (old_id);
CREATE INDEX reclaims_decided_by ON reclaims (decided_by);
CREATE INDEX reclaims_undone_by ON reclaims (undone_by);

-- May ask to be somebody who was here before: an account with nothing of its own to sign in by, and no rights to lose.
CREATE FUNCTION may_be_taken_over(who bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
            SELECT FROM users WHERE id = who AND deleted_at IS NULL AND NOT is_site_admin AND NOT is_managed AND email IS NULL AND password_hash IS NULL)
        AND NOT EXISTS (SELECT FROM memberships WHERE user_id = who AND role_id = 3)
        AND NOT EXISTS (SELECT FROM bans WHERE user_id = who AND (expires_at IS NULL OR expires_at > now()))
$$;

CREATE FUNCTION is_banned(of_group bigint, who bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM bans WHERE group_id = of_group AND user_id = who AND (expires_at IS NULL OR expires_at > now()))
$$;

-- Gives messages another author. Each takes the next number of its conversation, so that open pages show it.
CREATE FUNCTION give_messages(places jsonb, from_user bigint, to_user bigint) RETURNS void LANGUAGE sql AS $$
    WITH mine AS (
        SELECT m.conversation_id, m.seq, row_number() OVER (PARTITION BY m.conversation_id ORDER BY m.seq) AS n
        FROM jsonb_to_recordset(places) AS p(conversation_id bigint, seq bigint)
        JOIN messages m ON m.conversation_id = p.conversation_id AND m.seq = p.seq AND m.author_id = from_user),
    heads AS (
        UPDATE conversations c SET last_seq = c.last_seq + k.many
        FROM (SELECT conversation_id, count(*) AS many FROM mine GROUP BY 1) k WHERE c.id = k.conversation_id
        RETURNING c.id, c.last_seq - k.many AS base)
    UPDATE messages m SET author_id = to_user, changed_seq = heads.base + mine.n,
        key = CASE WHEN EXISTS (
            SELECT FROM messages other WHERE other.conversation_id = m.conversation_id AND other.author_id = to_user AND other.key = m.key) THEN NULL ELSE m.key END
    FROM mine JOIN heads ON heads.id = mine.conversation_id WHERE m.conversation_id = mine.conversation_id AND m.seq = mine.seq
$$;

-- The pair of a direct conversation with one of its two replaced; null for somebody with themselves.
CREATE FUNCTION other_pair(pair text, gone bigint, instead bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT CASE WHEN k.id <> instead THEN least(k.id, instead) || ':' || greatest(k.id, instead) END
    FROM (SELECT split_part(pair, ':', 1)::bigint + split_part(pair, ':', 2)::bigint - gone AS id) k
$$;

-- The old account takes over the new one: what the new one did becomes the old one's, its phones are signed in as the old
-- one, and it is deleted. A function, since what moves later depends on what moved before; it is one statement to its
-- caller, so all of it or nothing. The request's row is locked first: of two leaders at once, the later finds it decided.
-- Gives 'merged', 'decided' (somebody was quicker) or 'refused' (it may not be).
CREATE FUNCTION take_over(request bigint, of_group bigint, older bigint, leader bigint, at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r reclaims;
    newer bigint;
    taken jsonb := '{}';
    part jsonb;
BEGIN
    SELECT * INTO r FROM reclaims WHERE id = request AND group_id = of_group FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'refused';
    ELSIF r.decided_at IS NOT NULL THEN
        RETURN 'decided';
    END IF;
    newer := r.user_id;
    PERFORM FROM users WHERE id IN (newer, older) ORDER BY id FOR NO KEY UPDATE;
    IF older IN (newer, leader) OR NOT leads(of_group, leader) OR NOT may_let_in_as(leader, older) OR NOT may_be_taken_over(newer) OR is_banned(of_group, older)
        OR NOT EXISTS (SELECT FROM memberships WHERE group_id = of_group AND user_id = older AND role_id >= 2)
        OR NOT EXISTS (SELECT FROM memberships WHERE group_id = of_group AND user_id = newer) THEN
        RETURN 'refused';
    END IF;
    -- In one order, before anything hangs on them: whoever posts takes one at a time.
    PERFORM FROM conversations WHERE id IN (SELECT conversation_id FROM participants WHERE user_id = newer) ORDER BY id FOR NO KEY UPDATE;

    -- What they wrote and how far they read.
    SELECT jsonb_agg(jsonb_build_object('conversation_id', conversation_id, 'seq', seq)) INTO part FROM messages WHERE author_id = newer;
    taken := taken || jsonb_build_object('messages', coalesce(part, '[]'));
    PERFORM give_messages(taken -> 'messages', newer, older);
    UPDATE participants p SET last_read_seq = q.last_read_seq, read_count = q.read_count FROM participants q
    WHERE p.user_id = older AND q.user_id = newer AND q.conversation_id = p.conversation_id AND q.read_count > p.read_count;
    WITH given AS (UPDATE photos SET owner_id = older WHERE owner_id = newer AND kind_id = 3 RETURNING id)
    SELECT jsonb_agg(id) INTO part FROM given;
    taken := taken || jsonb_build_object('photos', coalesce(part, '[]'));
    WITH gone AS (DELETE FROM reactions WHERE user_id = newer RETURNING *),
    made AS (
        INSERT INTO reactions (conversation_id, seq, user_id, emoji, created_at) SELECT conversation_id, seq, older, emoji, created_at FROM gone
        ON CONFLICT DO NOTHING RETURNING conversation_id, seq, emoji)
    SELECT jsonb_agg(to_jsonb(gone) || jsonb_build_object('made', EXISTS (
        SELECT FROM made WHERE (made.conversation_id, made.seq, made.emoji) = (gone.conversation_id, gone.seq, gone.emoji)))) INTO part FROM gone;
    taken := taken || jsonb_build_object('reactions', coalesce(part, '[]'));
    WITH gone AS (DELETE FROM mentions WHERE user_id = newer RETURNING *),
    made AS (
        INSERT INTO mentions (conversation_id, seq, user_id, name) SELECT conversation_id, seq, older, name FROM gone
        ON CONFLICT DO NOTHING RETURNING conversation_id, seq)
    SELECT jsonb_agg(to_jsonb(gone) || jsonb_build_object('made', EXISTS (
        SELECT FROM made WHERE (made.conversation_id, made.seq) = (gone.conversation_id, gone.seq)))) INTO part FROM gone;
    taken := taken || jsonb_build_object('mentions', coalesce(part, '[]'));

    -- Whom they met and who met them; whom they blocked and who blocked them.
    WITH gone AS (DELETE FROM met_marks WHERE user_id = newer OR other_id = newer RETURNING *),
    made AS (
        INSERT INTO met_marks (user_id, other_id, met_at)
        SELECT CASE user_id WHEN newer THEN older ELSE user_id END, CASE other_id WHEN newer THEN older ELSE other_id END, met_at
        FROM gone WHERE older NOT IN (user_id, other_id) ON CONFLICT DO NOTHING RETURNING user_id, other_id)
    SELECT jsonb_agg(to_jsonb(gone) || jsonb_build_object('made', EXISTS (SELECT FROM made WHERE (made.user_id, made.other_id)
        = (CASE gone.user_id WHEN newer THEN older ELSE gone.user_id END, CASE gone.other_id WHEN newer THEN older ELSE gone.other_id END)))) INTO part FROM gone;
    taken := taken || jsonb_build_object('met', coalesce(part, '[]'));
    WITH gone AS (DELETE FROM blocks WHERE user_id = newer OR other_id = newer RETURNING *),
    made AS (
        INSERT INTO blocks (user_id, other_id, created_at)
        SELECT CASE user_id WHEN newer THEN older ELSE user_id END, CASE other_id WHEN newer THEN older ELSE other_id END, created_at
        FROM gone WHERE older NOT IN (user_id, other_id) ON CONFLICT DO NOTHING RETURNING user_id, other_id)
    SELECT jsonb_agg(to_jsonb(gone) || jsonb_build_object('made', EXISTS (SELECT FROM made WHERE (made.user_id, made.other_id)
        = (CASE gone.user_id WHEN newer THEN older ELSE gone.user_id END, CASE gone.other_id WHEN newer THEN older ELSE gone.other_id END)))) INTO part FROM gone;
    taken := taken || jsonb_build_object('blocks', coalesce(part, '[]'));

    -- Direct conversations. Two with the same person may come of it: then the new account's is no pair any more.
    SELECT jsonb_agg(jsonb_build_object('id', c.id, 'pair', c.pair)) INTO part
    FROM conversations c JOIN participants p ON p.conversation_id = c.id AND p.user_id = newer WHERE c.pair IS NOT NULL;
    taken := taken || jsonb_build_object('pairs', coalesce(part, '[]'));
    UPDATE conversations c SET pair = CASE WHEN EXISTS (SELECT FROM conversations x WHERE x.pair = other_pair(c.pair, newer, older)) THEN NULL
        ELSE other_pair(c.pair, newer, older) END
    FROM jsonb_to_recordset(taken -> 'pairs') AS p(id bigint) WHERE c.id = p.id;
    WITH given AS (UPDATE conversations SET made_by = older, key = NULL WHERE made_by = newer RETURNING id)
    SELECT jsonb_agg(id) INTO part FROM given;
    taken := taken || jsonb_build_object('conversations', coalesce(part, '[]'));
    WITH gone AS (DELETE FROM participants p USING conversations c WHERE p.user_id = newer AND c.id = p.conversation_id AND c.kind = 'direct' RETURNING p.*),
    made AS (
        INSERT INTO participants (conversation_id, user_id, last_read_seq, read_count, joined_at, left_at, is_muted)
        SELECT conversation_id, older, last_read_seq, read_count, joined_at, left_at, is_muted FROM gone
        ON CONFLICT DO NOTHING RETURNING conversation_id)
    SELECT jsonb_agg(to_jsonb(gone) || jsonb_build_object('made', gone.conversation_id IN (SELECT conversation_id FROM made))) INTO part FROM gone;
    taken := taken || jsonb_build_object('participants', coalesce(part, '[]'));

    -- Codes, before the memberships they hang on; a second personal code of a group ends.
    WITH given AS (
        UPDATE join_codes c SET owner_id = older WHERE owner_id = newer
            AND (kind = 'group' OR NOT EXISTS (SELECT FROM join_codes o WHERE o.owner_id = older AND o.kind = 'personal' AND o.group_id = c.group_id))
        RETURNING id)
    SELECT jsonb_agg(id) INTO part FROM given;
    taken := taken || jsonb_build_object('codes', coalesce(part, '[]'));
    WITH ended AS (UPDATE join_codes SET revoked_at = at WHERE owner_id = newer AND revoked_at IS NULL RETURNING id)
    SELECT jsonb_agg(id) INTO part FROM ended;
    taken := taken || jsonb_build_object('ended_codes', coalesce(part, '[]'));

    -- Memberships: what either may do, and a mute of either holds. A group that banned the old account stays closed.
    SELECT jsonb_agg(jsonb_build_object('group_id', o.group_id, 'role_id', o.role_id, 'muted_until', o.muted_until)) INTO part
    FROM memberships o JOIN memberships n ON n.group_id = o.group_id AND n.user_id = newer WHERE o.user_id = older;
    taken := taken || jsonb_build_object('before', coalesce(part, '[]'));
    UPDATE memberships o SET role_id = greatest(o.role_id, n.role_id), muted_until = greatest(o.muted_until, n.muted_until)
    FROM memberships n WHERE o.user_id = older AND n.user_id = newer AND n.group_id = o.group_id
        AND (n.role_id > o.role_id OR n.muted_until > coalesce(o.muted_until, '-infinity'));
    WITH gone AS (DELETE FROM memberships WHERE user_id = newer RETURNING *),
    made AS (
        INSERT INTO memberships (group_id, user_id, role_id, joined_at, join_code_id, muted_until)
        SELECT group_id, older, role_id, joined_at, join_code_id, muted_until FROM gone WHERE NOT is_banned(group_id, older)
        ON CONFLICT DO NOTHING RETURNING group_id)
    SELECT jsonb_agg(to_jsonb(gone) || jsonb_build_object('made', gone.group_id IN (SELECT group_id FROM made))) INTO part FROM gone;
    taken := taken || jsonb_build_object('memberships', coalesce(part, '[]'));

    WITH given AS (UPDATE notices SET user_id = older WHERE user_id = newer RETURNING id)
    SELECT jsonb_agg(id) INTO part FROM given;
    taken := taken || jsonb_build_object('notices', coalesce(part, '[]'));
    WITH given AS (
        UPDATE reports x SET reporter_id = older WHERE reporter_id = newer AND NOT EXISTS (
            SELECT FROM reports y WHERE y.reporter_id = older AND (y.conversation_id, y.seq) = (x.conversation_id, x.seq)) RETURNING id)
    SELECT jsonb_agg(id) INTO part FROM given;
    taken := taken || jsonb_build_object('reports', coalesce(part, '[]'));

    -- Whom they look after.
    WITH gone AS (DELETE FROM guardians WHERE guardian_id = newer AND user_id <> older RETURNING user_id, created_at),
    made AS (INSERT INTO guardians (user_id, guardian_id, created_at) SELECT user_id, older, created_at FROM gone ON CONFLICT DO NOTHING RETURNING user_id)
    SELECT jsonb_agg(to_jsonb(gone) || jsonb_build_object('made', gone.user_id IN (SELECT user_id FROM made))) INTO part FROM gone;
    taken := taken || jsonb_build_object('guardians', coalesce(part, '[]'));

    -- The phones stay signed in, as the old account.
    WITH given AS (UPDATE sessions SET user_id = older WHERE user_id = newer RETURNING id)
    SELECT jsonb_agg(id) INTO part FROM given;
    taken := taken || jsonb_build_object('sessions', coalesce(part, '[]'));
    UPDATE users SET deleted_at = at WHERE id = newer;

    UPDATE reclaims SET decided_at = at, decided_by = leader, outcome = 'merged', old_id = older, moved = taken WHERE id = request;
    UPDATE reclaims SET decided_at = at, decided_by = leader, outcome = 'refused' WHERE user_id = newer AND decided_at IS NULL;
    INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
    VALUES (at, of_group, leader, older, 'merged', jsonb_build_object('request', request, 'new', newer));
    RETURN 'merged';
END $$;

-- Takes a take-over back, for seven days: everything that moved goes where it was, unless it is gone meanwhile. The phones
-- are the new account's again, and what they signed in with the old account's codes is signed out.
CREATE FUNCTION give_back(request bigint, of_group bigint, leader bigint, at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    r reclaims;
    newer bigint;
    older bigint;
BEGIN
    SELECT * INTO r FROM reclaims WHERE id = request AND group_id = of_group FOR UPDATE;
    IF NOT FOUND OR r.outcome IS DISTINCT FROM 'merged' OR r.undone_at IS NOT NULL OR r.old_id IS NULL OR r.decided_at < at - interval '7 days'
        OR NOT leads(of_group, leader) THEN
        RETURN false;
    END IF;
    newer := r.user_id;
    older := r.old_id;
    PERFORM FROM users WHERE id IN (newer, older) ORDER BY id FOR NO KEY UPDATE;
    UPDATE users SET deleted_at = NULL WHERE id = newer AND deleted_at = r.decided_at;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM conversations WHERE id IN (SELECT p.conversation_id FROM jsonb_to_recordset(r.moved -> 'messages') AS p(conversation_id bigint)) ORDER BY id FOR NO KEY UPDATE;

    UPDATE sessions SET user_id = newer WHERE user_id = older AND id IN (SELECT jsonb_array_elements_text(r.moved -> 'sessions')::bigint);
    DELETE FROM sessions s USING login_codes c
    WHERE c.session_id = s.id AND s.user_id = older AND c.user_id = older AND c.made_by = older AND c.created_at >= r.decided_at;
    UPDATE login_codes SET used_at = at WHERE user_id = older AND made_by = older AND created_at >= r.decided_at AND used_at IS NULL;

    PERFORM give_messages(r.moved -> 'messages', older, newer);
    UPDATE photos SET owner_id = newer WHERE owner_id = older AND id IN (SELECT jsonb_array_elements_text(r.moved -> 'photos')::bigint);
    UPDATE notices SET user_id = newer WHERE user_id = older AND id IN (SELECT jsonb_array_elements_text(r.moved -> 'notices')::bigint);
    UPDATE reports SET reporter_id = newer WHERE reporter_id = older AND id IN (SELECT jsonb_array_elements_text(r.moved -> 'reports')::bigint);
    UPDATE join_codes SET owner_id = newer WHERE owner_id = older AND id IN (SELECT jsonb_array_elements_text(r.moved -> 'codes')::bigint);
    UPDATE join_codes SET revoked_at = NULL
    WHERE owner_id = newer AND revoked_at = r.decided_at AND id IN (SELECT jsonb_array_elements_text(r.moved -> 'ended_codes')::bigint);
    UPDATE conversations SET made_by = newer WHERE made_by = older AND id IN (SELECT jsonb_array_elements_text(r.moved -> 'conversations')::bigint);

    -- Memberships: not into a group that has banned either of them since.
    DELETE FROM memberships m USING jsonb_to_recordset(r.moved -> 'memberships') AS x(group_id bigint, made boolean)
    WHERE m.user_id = older AND m.group_id = x.group_id AND x.made AND m.role_id < 3;
    UPDATE memberships m SET role_id = x.role_id, muted_until = x.muted_until
    FROM jsonb_to_recordset(r.moved -> 'before') AS x(group_id bigint, role_id smallint, muted_until timestamptz)
    WHERE m.user_id = older AND m.group_id = x.group_id AND m.role_id < 3;
    INSERT INTO memberships (group_id, user_id, role_id, joined_at, join_code_id, muted_until)
    SELECT x.group_id, newer, x.role_id, x.joined_at, (SELECT c.id FROM join_codes c WHERE c.id = x.join_code_id), x.muted_until
    FROM jsonb_to_recordset(r.moved -> 'memberships') AS x(group_id bigint, role_id smallint, joined_at timestamptz, join_code_id bigint, muted_until timestamptz)
    WHERE EXISTS (SELECT FROM groups g WHERE g.id = x.group_id) AND NOT is_banned(x.group_id, older) AND NOT is_banned(x.group_id, newer)
    ON CONFLICT DO NOTHING;

    DELETE FROM participants p USING jsonb_to_recordset(r.moved -> 'participants') AS x(conversation_id bigint, made boolean)
    WHERE p.user_id = older AND p.conversation_id = x.conversation_id AND x.made;
    INSERT INTO participants (conversation_id, user_id, last_read_seq, read_count, joined_at, left_at, is_muted)
    SELECT x.conversation_id, newer, x.last_read_seq, x.read_count, x.joined_at, x.left_at, x.is_muted
    FROM jsonb_to_recordset(r.moved -> 'participants') AS x(
        conversation_id bigint, last_read_seq bigint, read_count bigint, joined_at timestamptz, left_at timestamptz, is_muted boolean)
    WHERE EXISTS (SELECT FROM conversations c WHERE c.id = x.conversation_id)
    ON CONFLICT DO NOTHING;
    UPDATE conversations c SET pair = x.pair FROM jsonb_to_recordset(r.moved -> 'pairs') AS x(id bigint, pair text)
    WHERE c.id = x.id AND NOT EXISTS (SELECT FROM conversations other WHERE other.pair = x.pair);

    DELETE FROM reactions o USING jsonb_to_recordset(r.moved -> 'reactions') AS x(conversation_id bigint, seq bigint, emoji text, made boolean)
    WHERE o.user_id = older AND (o.conversation_id, o.seq, o.emoji) = (x.conversation_id, x.seq, x.emoji) AND x.made;
    INSERT INTO reactions (conversation_id, seq, user_id, emoji, created_at)
    SELECT x.conversation_id, x.seq, newer, x.emoji, x.created_at
    FROM jsonb_to_recordset(r.moved -> 'reactions') AS x(conversation_id bigint, seq bigint, emoji text, created_at timestamptz)
    JOIN messages m ON m.conversation_id = x.conversation_id AND m.seq = x.seq
    ON CONFLICT DO NOTHING;
    DELETE FROM mentions o USING jsonb_to_recordset(r.moved -> 'mentions') AS x(conversation_id bigint, seq bigint, made boolean)
    WHERE o.user_id = older AND (o.conversation_id, o.seq) = (x.conversation_id, x.seq) AND x.made;
    INSERT INTO mentions (conversation_id, seq, user_id, name)
    SELECT x.conversation_id, x.seq, newer, x.name FROM jsonb_to_recordset(r.moved -> 'mentions') AS x(conversation_id bigint, seq bigint, name text)
    JOIN messages m ON m.conversation_id = x.conversation_id AND m.seq = x.seq
    ON CONFLICT DO NOTHING;

    DELETE FROM met_marks o USING jsonb_to_recordset(r.moved -> 'met') AS x(user_id bigint, other_id bigint, made boolean)
    WHERE x.made AND (o.user_id, o.other_id) = (CASE x.user_id WHEN newer THEN older ELSE x.user_id END, CASE x.other_id WHEN newer THEN older ELSE x.other_id END);
    INSERT INTO met_marks (user_id, other_id, met_at)
    SELECT x.user_id, x.other_id, x.met_at FROM jsonb_to_recordset(r.moved -> 'met') AS x(user_id bigint, other_id bigint, met_at timestamptz)
    JOIN users a ON a.id = x.user_id JOIN users b ON b.id = x.other_id
    ON CONFLICT DO NOTHING;
    DELETE FROM blocks o USING jsonb_to_recordset(r.moved -> 'blocks') AS x(user_id bigint, other_id bigint, made boolean)
    WHERE x.made AND (o.user_id, o.other_id) = (CASE x.user_id WHEN newer THEN older ELSE x.user_id END, CASE x.other_id WHEN newer THEN older ELSE x.other_id END);
    INSERT INTO blocks (user_id, other_id, created_at)
    SELECT x.user_id, x.other_id, x.created_at FROM jsonb_to_recordset(r.moved -> 'blocks') AS x(user_id bigint, other_id bigint, created_at timestamptz)
    JOIN users a ON a.id = x.user_id JOIN users b ON b.id = x.other_id
    ON CONFLICT DO NOTHING;

    INSERT INTO guardians (user_id, guardian_id, created_at)
    SELECT x.user_id, newer, x.created_at FROM jsonb_to_recordset(r.moved -> 'guardians') AS x(user_id bigint, created_at timestamptz)
    JOIN users u ON u.id = x.user_id
    ON CONFLICT DO NOTHING;
    DELETE FROM guardians g USING jsonb_to_recordset(r.moved -> 'guardians') AS x(user_id bigint, made boolean)
    WHERE g.guardian_id = older AND g.user_id = x.user_id AND x.made;

    UPDATE reclaims SET undone_at = at, undone_by = leader WHERE id = request;
    INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
    VALUES (at, of_group, leader, older, 'merge-undone', jsonb_build_object('request', request, 'new', newer));
    RETURN true;
END $$;
