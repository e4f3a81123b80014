-- Of two portraits set at the same moment, the later one did not see the earlier one's row: its statement's snapshot was older. So the
-- first picture was never withdrawn, and stayed for ever. Each step here sees what the one before it waited for.

-- Gives somebody another portrait, or none, and withdraws the old one (GroupPages/Media/SetPortraitCommand.cs).
CREATE FUNCTION set_portrait(
    person bigint, portrait text, at_time timestamptz, its_width int, its_height int, its_colour text, its_bytes int)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE users SET photo = portrait WHERE id = person AND deleted_at IS NULL AND photo IS DISTINCT FROM portrait;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE photos SET withdrawn_at = at_time WHERE owner_id = person AND kind_id = 1 AND withdrawn_at IS NULL;
    IF portrait IS NOT NULL THEN
        INSERT INTO photos (key, kind_id, owner_id, width, height, colour, bytes, created_at)
        VALUES (portrait, 1, person, its_width, its_height, its_colour, its_bytes, at_time);
    END IF;
END $$;

-- The same for a group's logo, noted in its log (GroupPages/Media/SetLogoCommand.cs). Who may do it is asked in the statement that does.
CREATE FUNCTION set_logo(
    of_group bigint, by_user bigint, picture text, at_time timestamptz, its_width int, its_height int, its_colour text, its_bytes int)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE groups g SET logo = picture WHERE g.id = of_group AND g.deleted_at IS NULL AND g.logo IS DISTINCT FROM picture
        AND (EXISTS (SELECT FROM memberships m WHERE m.group_id = g.id AND m.user_id = by_user AND m.role_id = 3)
            OR EXISTS (SELECT FROM users u WHERE u.id = by_user AND u.is_site_admin AND u.deleted_at IS NULL));
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE photos SET withdrawn_at = at_time WHERE group_id = of_group AND withdrawn_at IS NULL;
    INSERT INTO audit_log (at, group_id, actor_id, action)
    VALUES (at_time, of_group, by_user, CASE WHEN picture IS NULL THEN 'logo-removed' ELSE 'logo-changed' END);
    IF picture IS NOT NULL THEN
        INSERT INTO photos (key, kind_id, group_id, width, height, colour, bytes, created_at)
        VALUES (picture, 2, of_group, its_width, its_height, its_colour, its_bytes, at_time);
    END IF;
END $$;

-- What was left that way.
UPDATE photos p SET withdrawn_at = now() FROM users u
WHERE u.id = p.owner_id AND p.kind_id = 1 AND p.withdrawn_at IS NULL AND u.photo IS DISTINCT FROM p.key;
UPDATE photos p SET withdrawn_at = now() FROM groups g
WHERE g.id = p.group_id AND p.kind_id = 2 AND p.withdrawn_at IS NULL AND g.logo IS DISTINCT FROM p.key;
