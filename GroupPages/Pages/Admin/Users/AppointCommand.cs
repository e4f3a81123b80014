using GroupPages.Data;

namespace GroupPages.Pages.Admin.Users;

/// <summary>Makes somebody a site admin, or one of them a plain person again; the last one stays.</summary>
public sealed class AppointCommand(Database database, TimeProvider clock)
{
    private const string Sql = $"""
        WITH {SiteAdminRights.Locked},
        rule AS MATERIALIZED (
            SELECT EXISTS (SELECT FROM admins WHERE id = $1) AS is_allowed, EXISTS (SELECT FROM admins WHERE id <> $3) AS leaves_one),
        changed AS (
            UPDATE users SET is_site_admin = $4 FROM rule
            WHERE id = $3 AND is_site_admin <> $4 AND deleted_at IS NULL AND NOT is_managed AND is_allowed AND ($4 OR leaves_one) RETURNING id),
        -- A code for a group they only saw as a site admin; one of a group they are in stays.
        closed AS (
            UPDATE join_codes j SET revoked_at = $2 FROM changed
            WHERE NOT $4 AND j.owner_id = changed.id AND j.kind = 'personal' AND j.revoked_at IS NULL
                AND NOT EXISTS (SELECT FROM memberships m WHERE m.group_id = j.group_id AND m.user_id = j.owner_id)),
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action)
            SELECT $2, $1, id, CASE WHEN $4 THEN 'site-admin-appointed' ELSE 'site-admin-dismissed' END FROM changed)
        SELECT CASE WHEN EXISTS (SELECT FROM changed) THEN 'Done' WHEN is_managed THEN 'Managed'
            WHEN NOT $4 AND NOT leaves_one AND is_site_admin THEN 'LastSiteAdmin' ELSE 'AlreadyOtherwise' END
        FROM users, rule WHERE id = $3 AND is_allowed
        """;

    public Task<DeskOutcome> RunAsync(UserId user, bool isSiteAdmin, UserId by, CancellationToken cancel) => database.ChangeAsync(Sql,
        [
            new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = user.Value }, new() { Value = isSiteAdmin },
        ], cancel);
}
