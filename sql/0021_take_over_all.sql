-- What the take-over of a new account by an old one left behind: the portrait, notes, what was learnt in the quiz, and the
-- leaders' own notes about members. The functions of 0013 do what they did, under other names; these call them.
ALTER FUNCTION take_over(bigint, bigint, bigint, bigint, timestamptz) RENAME TO take_over_doings;
ALTER FUNCTION give_back(bigint, bigint, bigint, timestamptz) RENAME TO give_back_doings;

-- The old one of two where the new one stood.
CREATE FUNCTION instead_of(newer bigint, older bigint, who bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE who WHEN newer THEN older ELSE who END;

-- The new account's portrait goes along when the old one has none: else each keeps its own, so that nothing is lost if it
-- was a mistake. Called once the new one is deleted, when its portrait has been withdrawn.
CREATE FUNCTION take_over_belongings(newer bigint, older bigint, leaders_notes jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    taken jsonb := '{}';
    part jsonb;
    portrait text;
BEGIN
    SELECT n.photo INTO portrait FROM users n, users o WHERE n.id = newer AND o.id = older AND o.photo IS NULL;
    IF portrait IS NOT NULL THEN
        UPDATE photos SET owner_id = older, withdrawn_at = NULL WHERE owner_id = newer AND kind_id = 1 AND key = portrait;
        UPDATE users SET photo = NULL WHERE id = newer;
        UPDATE users SET photo = portrait WHERE id = older;
        taken := taken || jsonb_build_object('portrait', portrait);
    END IF;

    -- Notes, mine about others and of others about me. Of two notes about one person both are kept, as far as there is room.
    SELECT jsonb_agg(to_jsonb(n) || jsonb_build_object('before', o.text)) INTO part
    FROM person_notes n
    LEFT JOIN person_notes o ON o.user_id = instead_of(newer, older, n.user_id) AND o.other_id = instead_of(newer, older, n.other_id)
    WHERE n.user_id = newer OR n.other_id = newer;
    taken := taken || jsonb_build_object('notes', coalesce(part, '[]'));
    DELETE FROM person_notes WHERE user_id = newer OR other_id = newer;
    INSERT INTO person_notes AS n (user_id, other_id, text, written_at)
    SELECT instead_of(newer, older, x.user_id), instead_of(newer, older, x.other_id), x.text, x.written_at
    FROM jsonb_to_recordset(taken -> 'notes') AS x(user_id bigint, other_id bigint, text text, written_at timestamptz)
    WHERE older NOT IN (x.user_id, x.other_id)
    ON CONFLICT (user_id, other_id) DO UPDATE SET text = left(n.text || E'\n' || excluded.text, 280);

    -- The quiz: of two cards for one face, the one that was answered last.
    SELECT jsonb_agg(to_jsonb(n) || jsonb_build_object('before', to_jsonb(o))) INTO part
    FROM quiz_cards n
    LEFT JOIN quiz_cards o ON o.user_id = instead_of(newer, older, n.user_id) AND o.other_id = instead_of(newer, older, n.other_id)
    WHERE n.user_id = newer OR n.other_id = newer;
    taken := taken || jsonb_build_object('cards', coalesce(part, '[]'));
    DELETE FROM quiz_cards WHERE user_id = newer OR other_id = newer;
    INSERT INTO quiz_cards AS c (user_id, other_id, box, due_at, answered_at)
    SELECT instead_of(newer, older, x.user_id), instead_of(newer, older, x.other_id), x.box, x.due_at, x.answered_at
    FROM jsonb_to_recordset(taken -> 'cards') AS x(user_id bigint, other_id bigint, box smallint, due_at timestamptz, answered_at timestamptz)
    WHERE older NOT IN (x.user_id, x.other_id)
    ON CONFLICT (user_id, other_id) DO UPDATE SET box = excluded.box, due_at = excluded.due_at, answered_at = excluded.answered_at
        WHERE excluded.answered_at > c.answered_at;
    WITH given AS (
        UPDATE quiz_rounds r SET user_id = older
        WHERE r.user_id = newer AND NOT EXISTS (SELECT FROM quiz_rounds o WHERE o.user_id = older AND o.key = r.key) RETURNING r.id)
    SELECT jsonb_agg(id) INTO part FROM given;
    taken := taken || jsonb_build_object('rounds', coalesce(part, '[]'));

    -- The leaders' notes went with the memberships.
    WITH made AS (
        INSERT INTO member_notes (group_id, user_id, email)
        SELECT x.group_id, older, x.email FROM jsonb_to_recordset(leaders_notes) AS x(group_id bigint, email text)
        JOIN memberships m ON m.group_id = x.group_id AND m.user_id = older
        ON CONFLICT DO NOTHING RETURNING group_id, email)
    SELECT jsonb_agg(x.note || jsonb_build_object('made', EXISTS (SELECT FROM made WHERE made.group_id = (x.note ->> 'group_id')::bigint))) INTO part
    FROM jsonb_array_elements(leaders_notes) AS x(note);
    RETURN taken || jsonb_build_object('leaders_notes', coalesce(part, '[]'));
END $$;

-- The other way round. What was changed since stays as it is.
CREATE FUNCTION give_back_belongings(moved jsonb, newer bigint, older bigint, since timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE users SET photo = NULL WHERE id = older AND photo = moved ->> 'portrait';
    IF FOUND THEN
        UPDATE photos SET owner_id = newer WHERE owner_id = older AND kind_id = 1 AND key = moved ->> 'portrait' AND withdrawn_at IS NULL;
        UPDATE users SET photo = moved ->> 'portrait' WHERE id = newer;
    END IF;

    DELETE FROM person_notes n USING jsonb_to_recordset(moved -> 'notes') AS x(user_id bigint, other_id bigint, text text, before text)
    WHERE n.user_id = instead_of(newer, older, x.user_id) AND n.other_id = instead_of(newer, older, x.other_id) AND x.before IS NULL AND n.text = x.text;
    UPDATE person_notes n SET text = x.before
    FROM jsonb_to_recordset(moved -> 'notes') AS x(user_id bigint, other_id bigint, text text, before text)
    WHERE n.user_id = instead_of(newer, older, x.user_id) AND n.other_id = instead_of(newer, older, x.other_id)
        AND n.text = left(x.before || E'\n' || x.text, 280);
    INSERT INTO person_notes (user_id, other_id, text, written_at)
    SELECT x.user_id, x.other_id, x.text, x.written_at
    FROM jsonb_to_recordset(moved -> 'notes') AS x(user_id bigint, other_id bigint, text text, written_at timestamptz)
    JOIN users a ON a.id = x.user_id JOIN users b ON b.id = x.other_id
    ON CONFLICT DO NOTHING;

    DELETE FROM quiz_cards c USING jsonb_to_recordset(moved -> 'cards') AS x(user_id bigint, other_id bigint, before jsonb)
    WHERE c.user_id = instead_of(newer, older, x.user_id) AND c.other_id = instead_of(newer, older, x.other_id) AND c.answered_at < since
        AND coalesce(x.before, 'null') = 'null';
    UPDATE quiz_cards c SET box = b.box, due_at = b.due_at, answered_at = b.answered_at
    FROM jsonb_to_recordset(moved -> 'cards') AS x(user_id bigint, other_id bigint, before jsonb),
        jsonb_populate_record(NULL::quiz_cards, nullif(x.before, 'null')) AS b
    WHERE c.user_id = b.user_id AND c.other_id = b.other_id AND c.answered_at < since;
    INSERT INTO quiz_cards (user_id, other_id, box, due_at, answered_at)
    SELECT x.user_id, x.other_id, x.box, x.due_at, x.answered_at
    FROM jsonb_to_recordset(moved -> 'cards') AS x(user_id bigint, other_id bigint, box smallint, due_at timestamptz, answered_at timestamptz)
    JOIN users a ON a.id = x.user_id JOIN users b ON b.id = x.other_id
    ON CONFLICT DO NOTHING;
    UPDATE quiz_rounds SET user_id = newer WHERE user_id = older AND id IN (SELECT jsonb_array_elements_text(moved -> 'rounds')::bigint);

    DELETE FROM member_notes n USING jsonb_to_recordset(moved -> 'leaders_notes') AS x(group_id bigint, email text, made boolean)
    WHERE n.user_id = older AND n.group_id = x.group_id AND n.email = x.email AND x.made;
    INSERT INTO member_notes (group_id, user_id, email)
    SELECT x.group_id, newer, x.email FROM jsonb_to_recordset(moved -> 'leaders_notes') AS x(group_id bigint, email text)
    JOIN memberships m ON m.group_id = x.group_id AND m.user_id = newer
    ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION take_over(request bigint, of_group bigint, older bigint, leader bigint, at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    newer bigint;
    leaders_notes jsonb;
    outcome text;
BEGIN
    SELECT user_id INTO newer FROM reclaims WHERE id = request AND group_id = of_group FOR UPDATE;
    SELECT coalesce(jsonb_agg(to_jsonb(n) - 'user_id'), '[]') INTO leaders_notes FROM member_notes n WHERE n.user_id = newer;
    outcome := take_over_doings(request, of_group, older, leader, at);
    IF outcome = 'merged' THEN
        UPDATE reclaims SET moved = moved || take_over_belongings(newer, older, leaders_notes) WHERE id = request;
    END IF;
    RETURN outcome;
END $$;

CREATE FUNCTION give_back(request bigint, of_group bigint, leader bigint, at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT give_back_doings(request, of_group, leader, at) THEN
        RETURN false;
    END IF;
    PERFORM give_back_belongings(moved, user_id, old_id, decided_at) FROM reclaims WHERE id = request;
    RETURN true;
END $$;
