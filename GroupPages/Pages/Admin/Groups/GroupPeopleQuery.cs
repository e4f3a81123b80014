using System.Globalization;
using GroupPages.Data;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>Somebody in a group, or who may be put into it.</summary>
/// <param name="Role">Null for who is not in it.</param>
public sealed record GroupPerson(UserId Id, string FirstName, string LastName, string? Email, MemberRole? Role, bool IsDeleted, string? Photo)
{
    public string FullName => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>The people of one group, and those who may be added, for site admins.</summary>
public sealed class GroupPeopleQuery(Database database)
{
    /// <summary>How many are offered; more words find the right one.</summary>
    public const int Most = 20;

    private static readonly Dictionary<string, (string, bool)> Sorts = new()
    {
        ["new"] = ("t.joined_at", true),
        ["name"] = ("t.folded", false),
    };

    private static readonly Dictionary<string, string> Shows = new()
    {
        ["all"] = "t.deleted_at IS NULL",
        ["leaders"] = "t.deleted_at IS NULL AND t.role_id = 3",
        ["waiting"] = "t.deleted_at IS NULL AND t.role_id = 1",
        ["deleted"] = "t.deleted_at IS NOT NULL",
    };

    public Task<DeskPage<GroupPerson>> RunAsync(GroupId group, DeskFilter filter, CancellationToken cancel)
    {
        // A number, so it may stand in the statement.
        var table = $"""
            (SELECT u.id, u.folded, u.deleted_at, u.first_name, u.last_name, u.email, u.photo, m.role_id, m.joined_at
            FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.group_id = {group.Value.ToString(CultureInfo.InvariantCulture)})
            """;
        return new DeskList<GroupPerson>(database, table, "t.first_name, t.last_name, t.email, t.role_id, t.deleted_at, CASE WHEN t.deleted_at IS NULL THEN t.photo END",
            row => new(new(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
                (MemberRole)row.GetInt16(5), !row.IsDBNull(6), row.IsDBNull(7) ? null : row.GetString(7)), Sorts, Shows).RunAsync(filter, cancel);
    }

    /// <summary>People of the site who fit the words, those who are in the group already among them.</summary>
    public Task<List<GroupPerson>> FindAsync(GroupId group, DeskFilter filter, CancellationToken cancel) => database.QueryAsync($"""
        SELECT u.id, u.first_name, u.last_name, u.email, m.role_id, u.photo
        FROM users u LEFT JOIN memberships m ON m.group_id = $1 AND m.user_id = u.id
        WHERE u.deleted_at IS NULL{string.Concat(filter.Patterns.Select((_, i) => $" AND u.folded LIKE fold(${i + 2})"))}
        ORDER BY u.folded, u.id LIMIT {Most}
        """,
        [new() { Value = group.Value }, .. filter.Patterns.Select(pattern => new Npgsql.NpgsqlParameter { Value = pattern })],
        async (row, token) =>
        {
            List<GroupPerson> people = [];
            while (await row.ReadAsync(token))
                people.Add(new(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
                    row.IsDBNull(4) ? null : (MemberRole)row.GetInt16(4), IsDeleted: false, row.IsDBNull(5) ? null : row.GetString(5)));
            return people;
        }, cancel);
}
