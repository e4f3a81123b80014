using GroupPages.Data;

namespace GroupPages.Pages.Admin.Users;

/// <summary>A person in the list of all.</summary>
/// <param name="Groups">In how many groups they are.</param>
public sealed record UserRow(
    UserId Id, string FirstName, string LastName, string? Email, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, bool IsSiteAdmin,
    bool IsManaged, long Groups, string? Photo);

/// <summary>The list of all people, for site admins.</summary>
public sealed class UsersQuery(Database database)
{
    private readonly DeskList<UserRow> list = new(database, "users",
        """
        t.first_name, t.last_name, t.email, t.created_at, t.deleted_at, t.is_site_admin, t.is_managed,
            (SELECT count(*) FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL WHERE m.user_id = t.id),
            CASE WHEN t.deleted_at IS NULL THEN t.photo END
        """,
        row => new(new(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6), row.GetBoolean(7),
            row.GetBoolean(8), row.GetInt64(9), row.IsDBNull(10) ? null : row.GetString(10)),
        new Dictionary<string, (string, bool)>
        {
            ["new"] = ("t.id", true),
            ["old"] = ("t.id", false),
            ["name"] = ("t.folded", false),
            ["last"] = ("""(fold(t.last_name || ' ' || t.first_name) COLLATE "C")""", false),
        },
        new Dictionary<string, string>
        {
            ["all"] = "t.deleted_at IS NULL",
            ["admins"] = "t.deleted_at IS NULL AND t.is_site_admin",
            ["deleted"] = "t.deleted_at IS NOT NULL",
        });

    public Task<DeskPage<UserRow>> RunAsync(DeskFilter filter, CancellationToken cancel) => list.RunAsync(filter, cancel);
}
