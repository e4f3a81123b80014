-- Who was turned away and is let in later need not read any more that they were not: the word says whose it is, and is read when its
-- reader stops being a guest of that group, by whatever way. Joins do not pay for it: who is new somewhere was not let in.
ALTER TABLE notices ADD COLUMN refused_by bigint REFERENCES groups ON DELETE SET NULL;
CREATE INDEX notices_refused_by ON notices (refused_by);

CREATE FUNCTION forget_refusal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notices SET read_at = now() WHERE user_id = NEW.user_id AND refused_by = NEW.group_id AND read_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER let_in AFTER UPDATE OF role_id ON memberships FOR EACH ROW WHEN (OLD.role_id = 1 AND NEW.role_id > 1) EXECUTE FUNCTION forget_refusal();

-- Those from before: told in the statement that noted it, at the same moment.
UPDATE notices n SET refused_by = a.group_id FROM audit_log a
WHERE a.action = 'refused' AND a.user_id = n.user_id AND a.at = n.created_at AND n.group_id IS NULL;
UPDATE notices n SET read_at = now() FROM memberships m
WHERE m.group_id = n.refused_by AND m.user_id = n.user_id AND m.role_id > 1 AND n.read_at IS NULL;

-- As in sql/0042, which spelled out who leads a group.
CREATE OR REPLACE FUNCTION set_logo(
    of_group bigint, by_user bigint, picture text, at_time timestamptz, its_width int, its_height int, its_colour text, its_bytes int)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE groups SET logo = picture WHERE id = of_group AND logo IS DISTINCT FROM picture AND leads(of_group, by_user);
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
