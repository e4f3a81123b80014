using GroupPages.Data;

namespace GroupPages.Pages.Admin.Users;

/// <summary>
/// Deletes a person so that it can be restored for 30 days: their sessions, unused login codes and own join codes
/// end, and no page has them any more; what they wrote stays until they are erased. A site keeps a site admin, and a group a leader.
/// </summary>
public sealed class DeleteUserCommand(Database database, TimeProvider clock)
{
    // Leaders with their people, so that neither a demotion nor a deletion of another one goes unseen.
    private const string Sql = $"""
        WITH leaders AS MATERIALIZED (
            SELECT m.group_id, m.user_id FROM memberships m
            JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
            WHERE m.role_id = 3 AND m.group_id IN (SELECT group_id FROM memberships WHERE user_id = $3 AND role_id = 3)
            ORDER BY m.user_id, m.group_id FOR NO KEY UPDATE OF m, u),
        {SiteAdminRights.Locked},
        rule AS MATERIALIZED (
            SELECT $1 = $3 OR EXISTS (SELECT FROM admins WHERE id = $1) AS is_allowed,
                EXISTS (SELECT FROM admins WHERE id = $3) AND NOT EXISTS (SELECT FROM admins WHERE id <> $3) AS is_last_admin,
                EXISTS (SELECT FROM leaders l WHERE l.user_id = $3
                    AND NOT EXISTS (SELECT FROM leaders o WHERE o.group_id = l.group_id AND o.user_id <> $3)) AS is_last_leader),
        deleted AS (
            UPDATE users SET deleted_at = $2 FROM rule
            WHERE id = $3 AND deleted_at IS NULL AND is_allowed AND NOT is_last_admin AND NOT is_last_leader RETURNING id),
        ended AS (DELETE FROM sessions USING deleted WHERE user_id = deleted.id),
        closed AS (
            UPDATE join_codes SET revoked_at = $2 FROM deleted WHERE owner_id = deleted.id AND kind = 'personal' AND revoked_at IS NULL),
        unused AS (DELETE FROM login_codes USING deleted WHERE user_id = deleted.id AND used_at IS NULL),
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $2, $1, id, 'user-deleted' FROM deleted)
        SELECT CASE WHEN EXISTS (SELECT FROM deleted) THEN 'Done' WHEN is_last_admin THEN 'LastSiteAdmin'
            WHEN is_last_leader THEN 'LastLeader' ELSE 'AlreadyOtherwise' END
        FROM rule WHERE is_allowed AND EXISTS (SELECT FROM users WHERE id = $3)
        """;

    /// <param name="by">A site admin, or the person themselves.</param>
    public Task<DeskOutcome> RunAsync(UserId user, UserId by, CancellationToken cancel) => database.ChangeAsync(Sql,
        [new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = user.Value }], cancel);
}
