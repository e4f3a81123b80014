-- Whom a link for an address is meant for that nobody has confirmed: the account that a site admin wrote it down for, else the
-- one that was last made with it. Never one that has a confirmed address: that owner may have mistyped a new one.
CREATE FUNCTION account_waiting_for(address text, at timestamptz) RETURNS TABLE (id bigint, email text) LANGUAGE sql STABLE AS $$
    SELECT found.id, found.email FROM (
        SELECT u.id, u.email, 1 AS place, u.created_at FROM users u
        WHERE lower(u.email) = lower(address) AND u.email_verified_at IS NULL AND may_sign_in(u, at)
        UNION ALL
        SELECT u.id, p.email, 2, p.created_at FROM pending_emails p JOIN users u ON u.id = p.user_id
        WHERE lower(p.email) = lower(address) AND u.email_verified_at IS NULL AND may_sign_in(u, at)) found
    ORDER BY found.place, found.created_at DESC, found.id DESC LIMIT 1
$$;
