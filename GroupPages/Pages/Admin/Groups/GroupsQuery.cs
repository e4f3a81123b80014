using GroupPages.Data;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>A group in the list of all.</summary>
/// <param name="Waiting">Guests in its lobby.</param>
public sealed record GroupRow(
    GroupId Id, string Slug, string Name, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, bool IsHidden, long Members, long Leaders, long Waiting, string? Logo);

/// <summary>The list of all groups, for site admins.</summary>
public sealed class GroupsQuery(Database database)
{
    // Counted for the shown rows alone, and of each group once.
    private readonly DeskList<GroupRow> list = new(database, "groups",
        """
        t.slug, t.name, t.created_at, t.deleted_at, t.visibility = 'hidden',
            (SELECT ARRAY[count(*) FILTER (WHERE m.role_id >= 2), count(*) FILTER (WHERE m.role_id = 3), count(*) FILTER (WHERE m.role_id = 1)]
                FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL WHERE m.group_id = t.id),
            t.logo
        """,
        row =>
        {
            var counts = row.GetFieldValue<long[]>(7);
            return new(new(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5), row.GetBoolean(6), counts[0], counts[1], counts[2],
                row.IsDBNull(8) ? null : row.GetString(8));
        },
        new Dictionary<string, (string, bool)>
        {
            ["new"] = ("t.id", true),
            ["old"] = ("t.id", false),
            ["name"] = ("t.folded", false),
        },
        new Dictionary<string, string> { ["all"] = "t.deleted_at IS NULL", ["deleted"] = "t.deleted_at IS NOT NULL" });

    public Task<DeskPage<GroupRow>> RunAsync(DeskFilter filter, CancellationToken cancel) => list.RunAsync(filter, cancel);
}
