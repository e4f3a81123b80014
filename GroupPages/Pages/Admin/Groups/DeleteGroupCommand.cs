using GroupPages.Data;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>
/// Deletes a group so that it can be restored for 30 days: nobody finds it or its codes, and whoever had it open is sent
/// away; or restores it, as it was.
/// </summary>
public sealed class DeleteGroupCommand(Database database, TimeProvider clock)
{
    private const string Delete = $"""
        WITH deleted AS (
            UPDATE groups SET deleted_at = $2 WHERE id = $3 AND deleted_at IS NULL AND {SiteAdminRights.Asks} RETURNING id),
        noted AS (INSERT INTO audit_log (at, group_id, actor_id, action) SELECT $2, id, $1, 'group-deleted' FROM deleted)
        SELECT CASE WHEN EXISTS (SELECT FROM deleted) THEN 'Done' ELSE 'AlreadyOtherwise' END
        FROM groups WHERE id = $3 AND {SiteAdminRights.Asks}
        """;

    // The row's lock decides between this and an erasure, or another restore, at the same moment; which, the page then shows.
    private const string Restore = $"""
        WITH restored AS (
            UPDATE groups SET deleted_at = NULL
            WHERE id = $3 AND deleted_at > $2 - interval '30 days' AND {SiteAdminRights.Asks} RETURNING id),
        noted AS (INSERT INTO audit_log (at, group_id, actor_id, action) SELECT $2, id, $1, 'group-restored' FROM restored)
        SELECT CASE WHEN EXISTS (SELECT FROM restored) THEN 'Done' WHEN deleted_at <= $2 - interval '30 days' THEN 'TooLate' ELSE 'AlreadyOtherwise' END
        FROM groups WHERE id = $3 AND {SiteAdminRights.Asks}
        """;

    public Task<DeskOutcome> RunAsync(GroupId group, UserId by, CancellationToken cancel) => RunAsync(Delete, group, by, cancel);

    public Task<DeskOutcome> UndoAsync(GroupId group, UserId by, CancellationToken cancel) => RunAsync(Restore, group, by, cancel);

    private Task<DeskOutcome> RunAsync(string sql, GroupId group, UserId by, CancellationToken cancel) => database.ChangeAsync(sql,
        [new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = group.Value }], cancel);
}
