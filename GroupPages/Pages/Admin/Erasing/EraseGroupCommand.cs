using GroupPages.Data;
using GroupPages.Work;

namespace GroupPages.Pages.Admin.Erasing;

/// <summary>Erases a deleted group now instead of after 30 days, as <see cref="EraseUserCommand"/> a person; its people stay.</summary>
public sealed class EraseGroupCommand(Database database, Eraser eraser, TimeProvider clock)
{
    // The group's own log goes with it; that it was there is kept.
    private const string Begin = $"""
        WITH before AS MATERIALIZED (
            SELECT id, slug, name, deleted_at FROM groups
            WHERE id = $3 AND deleted_at IS NOT NULL AND {SiteAdminRights.Asks} FOR NO KEY UPDATE),
        begun AS (
            UPDATE groups g SET deleted_at = least(g.deleted_at, $2 - interval '30 days 1 second') FROM before
            WHERE g.id = before.id RETURNING g.id),
        noted AS (
            INSERT INTO audit_log (at, actor_id, action, details)
            SELECT $2, $1, 'group-erased', jsonb_build_object('group', id, 'slug', slug, 'name', name)
            FROM before WHERE deleted_at > $2 - interval '30 days')
        SELECT CASE WHEN EXISTS (SELECT FROM begun) THEN 'Done' ELSE 'AlreadyOtherwise' END
        FROM groups WHERE id = $3 AND {SiteAdminRights.Asks}
        """;

    public async Task<DeskOutcome> RunAsync(GroupId group, UserId by, CancellationToken cancel)
    {
        var begun = await database.ChangeAsync(Begin, [new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = group.Value }], cancel);
        if (begun == DeskOutcome.Done)
            await eraser.EraseAsync(group, cancel);
        return begun;
    }
}
