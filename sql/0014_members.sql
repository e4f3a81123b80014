-- Members as leaders run them: whoever is taken out of a group leaves no door open behind them.

-- A member's own code ends with the membership, by whatever way that ends: else whoever was removed or banned could still
-- let people in, themselves included, from a browser that does not know them. Shown again by a member, it works again.
CREATE FUNCTION end_personal_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE join_codes SET revoked_at = now()
    WHERE group_id = OLD.group_id AND owner_id = OLD.user_id AND kind = 'personal' AND revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER codes AFTER DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION end_personal_code();

-- The log of a group is read from its end; one person's part of it, too.
CREATE INDEX audit_log_group_user_id ON audit_log (group_id, user_id, id);
CREATE INDEX bans_expires_at ON bans (group_id, expires_at);
