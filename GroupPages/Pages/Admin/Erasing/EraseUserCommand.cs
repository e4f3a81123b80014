using GroupPages.Data;
using GroupPages.Work;

namespace GroupPages.Pages.Admin.Erasing;

/// <summary>
/// Erases a deleted person now instead of after 30 days. It begins in one statement, which nothing can undo: the deletion is
/// then as old as the grace, so no restore finds it, and broken off it is what the eraser goes on with within the hour.
/// </summary>
public sealed class EraseUserCommand(Database database, Eraser eraser, TimeProvider clock)
{
    // Begun once, however often somebody asks: two at the same moment, or one again after it broke off.
    private const string Begin = $"""
        WITH before AS MATERIALIZED (
            SELECT id, deleted_at FROM users WHERE id = $3 AND deleted_at IS NOT NULL AND {SiteAdminRights.Asks} FOR NO KEY UPDATE),
        begun AS (
            UPDATE users u SET deleted_at = least(u.deleted_at, $2 - interval '30 days 1 second'), leaving_at = NULL FROM before
            WHERE u.id = before.id RETURNING u.id),
        noted AS (
            INSERT INTO audit_log (at, actor_id, action, details)
            SELECT $2, $1, 'user-erased', jsonb_build_object('user', id) FROM before WHERE deleted_at > $2 - interval '30 days')
        SELECT CASE WHEN EXISTS (SELECT FROM begun) THEN 'Done' ELSE 'AlreadyOtherwise' END
        FROM users WHERE id = $3 AND {SiteAdminRights.Asks}
        """;

    public async Task<DeskOutcome> RunAsync(UserId user, UserId by, CancellationToken cancel)
    {
        var begun = await database.ChangeAsync(Begin, [new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = user.Value }], cancel);
        if (begun == DeskOutcome.Done)
            await eraser.EraseAsync(user, cancel);
        return begun;
    }
}
