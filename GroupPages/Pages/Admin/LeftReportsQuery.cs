using GroupPages.Data;

namespace GroupPages.Pages.Admin;

/// <summary>Open reports of a group that none of its leaders may handle.</summary>
public sealed record LeftReports(string Group, string Slug, long Count);

/// <summary>
/// Finds the reports that are left to the site admins: about a message of the only leader, who must neither see it nor decide
/// about it, or in a group that nobody leads. Whoever told was promised that somebody looks.
/// </summary>
public sealed class LeftReportsQuery(Database database)
{
    private const int Most = 20;

    private const string Sql = """
        SELECT g.name, g.slug, count(*)
        FROM reports r
        JOIN messages m ON m.conversation_id = r.conversation_id AND m.seq = r.seq
        JOIN groups g ON g.id = r.group_id AND g.deleted_at IS NULL
        WHERE r.handled_at IS NULL AND NOT EXISTS (
            SELECT FROM memberships l JOIN users u ON u.id = l.user_id AND u.deleted_at IS NULL
            WHERE l.group_id = r.group_id AND l.role_id = 3 AND l.user_id IS DISTINCT FROM m.author_id)
        GROUP BY g.id ORDER BY min(r.id) LIMIT $1
        """;

    /// <summary>A line a group, the one that has waited longest first.</summary>
    public Task<IReadOnlyList<LeftReports>> RunAsync(CancellationToken cancel) => database.QueryAsync(Sql, [new() { Value = Most }], async (row, token) =>
    {
        List<LeftReports> left = [];
        while (await row.ReadAsync(token))
            left.Add(new(row.GetString(0), row.GetString(1), row.GetInt64(2)));
        return (IReadOnlyList<LeftReports>)left;
    }, cancel);
}
