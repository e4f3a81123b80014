using GroupPages.Data;

namespace GroupPages.Work;

/// <summary>
/// Erases for good what was deleted over 30 days ago: people with their photos, marks and the words of all their messages, and
/// groups with everything in them. A message's place stays, as "deleted"; open pages follow, since each is a numbered change.
/// In small statements, so that nobody waits for it and a program that is stopped goes on where it was.
/// </summary>
public sealed class Eraser(Database database, TimeProvider clock)
{
    /// <summary>PRODUCT.md, data rules.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    private const int BatchSize = 200;

    /// <summary>Erases once.</summary>
    /// <returns>How many people and how many groups.</returns>
    public async Task<(int People, int Groups)> RunAsync(CancellationToken cancel)
    {
        var before = clock.GetUtcNow() - Grace;
        var (people, groups) = (0, 0);
        while (await NextAsync("users", before, cancel) is { } person)
            people += await EraseUserAsync(person, before, cancel);
        while (await NextAsync("groups", before, cancel) is { } group)
            groups += await EraseGroupAsync(group, before, cancel);
        return (people, groups);
    }

    /// <summary>Erases one person, whose grace must be over.</summary>
    public Task EraseAsync(UserId user, CancellationToken cancel) => EraseUserAsync(user.Value, clock.GetUtcNow() - Grace, cancel);

    /// <summary>Erases one group, whose grace must be over.</summary>
    public Task EraseAsync(GroupId group, CancellationToken cancel) => EraseGroupAsync(group.Value, clock.GetUtcNow() - Grace, cancel);

    private async Task<int> EraseUserAsync(long user, DateTimeOffset before, CancellationToken cancel)
    {
        // Whom only they looked after goes with them, in this same run.
        await database.ExecuteAsync(EraserSql.DeleteTheirManaged, [new() { Value = user }, new() { Value = before }], cancel);
        await RepeatAsync(EraserSql.Messages, user, cancel);
        await RepeatAsync(EraserSql.Reactions, user, cancel);
        await database.ExecuteAsync(EraserSql.Heirs, [new() { Value = user }], cancel);
        return await database.ExecuteAsync(EraserSql.User, [new() { Value = user }, new() { Value = before }, new() { Value = clock.GetUtcNow() }], cancel) > 0 ? 1 : 0;
    }

    private async Task<int> EraseGroupAsync(long group, DateTimeOffset before, CancellationToken cancel)
    {
        await RepeatAsync(EraserSql.RoomMessages, group, cancel);
        return await database.ExecuteAsync("DELETE FROM groups WHERE id = $1 AND deleted_at < $2", [new() { Value = group }, new() { Value = before }], cancel);
    }

    private async Task RepeatAsync(string sql, long id, CancellationToken cancel)
    {
        bool isMore;
        do
        {
            isMore = await database.QueryOnceAsync(sql, [new() { Value = id }, new() { Value = clock.GetUtcNow() }, new() { Value = BatchSize }],
                async (row, token) => await row.ReadAsync(token) && row.GetInt64(0) > 0, cancel);
        }
        while (isMore);
    }

    private Task<long?> NextAsync(string table, DateTimeOffset before, CancellationToken cancel) => database.QueryAsync(
        $"SELECT id FROM {table} WHERE deleted_at < $1 ORDER BY deleted_at, id LIMIT 1", [new() { Value = before }],
        async (row, token) => await row.ReadAsync(token) ? row.GetInt64(0) : (long?)null, cancel);
}
