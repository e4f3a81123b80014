using GroupPages.Data;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>Puts somebody into a group, or gives them another role there, by a site admin. A group keeps a leader.</summary>
public sealed class SetRoleCommand(Database database, TimeProvider clock)
{
    // The leaders with their people, always in one order: of two changes that would together leave none, the later finds
    // the earlier; and so does a deletion of one of them (DeleteUserCommand).
    private const string Sql = $"""
        WITH leaders AS MATERIALIZED (
            SELECT m.user_id FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL
            WHERE m.group_id = $3 AND m.role_id = 3 ORDER BY m.user_id FOR NO KEY UPDATE OF m, u),
        before AS MATERIALIZED (
            SELECT r.name FROM memberships m JOIN member_roles r ON r.id = m.role_id WHERE m.group_id = $3 AND m.user_id = $4),
        rule AS MATERIALIZED (
            SELECT $5 = 3 OR NOT EXISTS (SELECT FROM leaders WHERE user_id = $4) OR EXISTS (SELECT FROM leaders WHERE user_id <> $4) AS leaves_one,
                EXISTS (SELECT FROM bans WHERE group_id = $3 AND user_id = $4 AND (expires_at IS NULL OR expires_at > $2)) AS is_banned
            WHERE {SiteAdminRights.Asks} AND EXISTS (SELECT FROM users WHERE id = $4 AND deleted_at IS NULL)
                AND EXISTS (SELECT FROM groups WHERE id = $3)),
        changed AS (
            INSERT INTO memberships (group_id, user_id, role_id, joined_at) SELECT $3, $4, $5, $2 FROM rule WHERE leaves_one AND NOT is_banned
            ON CONFLICT (group_id, user_id) DO UPDATE SET role_id = excluded.role_id WHERE memberships.role_id <> excluded.role_id
            RETURNING user_id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
            SELECT $2, $3, $1, user_id, CASE WHEN EXISTS (SELECT FROM before) THEN 'role-changed' ELSE 'added' END,
                jsonb_strip_nulls(jsonb_build_object('before', (SELECT jsonb_build_object('role', name) FROM before),
                    'after', (SELECT jsonb_build_object('role', name) FROM member_roles WHERE id = $5)))
            FROM changed)
        SELECT CASE WHEN EXISTS (SELECT FROM changed) THEN 'Done' WHEN is_banned THEN 'Banned' WHEN NOT leaves_one THEN 'LastLeader'
            ELSE 'AlreadyOtherwise' END
        FROM rule
        """;

    public Task<DeskOutcome> RunAsync(GroupId group, UserId user, MemberRole role, UserId by, CancellationToken cancel) => database.ChangeAsync(Sql,
        [
            new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = group.Value }, new() { Value = user.Value },
            new() { Value = (short)role },
        ], cancel);
}
