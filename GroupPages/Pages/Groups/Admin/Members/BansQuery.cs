using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>Somebody who is kept out.</summary>
/// <param name="By">Who banned them; null when that person is gone.</param>
/// <param name="Until">Null for good.</param>
public sealed record BannedPerson(UserId Id, string FirstName, string LastName, string Reason, string? By, DateTimeOffset At, DateTimeOffset? Until)
{
    public string FullName => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>Who is banned from a group now, the latest first; a hundred at most.</summary>
public sealed class BansQuery(Database database, TimeProvider clock)
{
    public Task<List<BannedPerson>> RunAsync(GroupId group, CancellationToken cancel) => database.QueryAsync("""
        SELECT b.user_id, u.first_name, u.last_name, b.reason, l.first_name, b.created_at, b.expires_at
        FROM bans b JOIN users u ON u.id = b.user_id LEFT JOIN users l ON l.id = b.banned_by
        WHERE b.group_id = $1 AND (b.expires_at IS NULL OR b.expires_at > $2) ORDER BY b.created_at DESC LIMIT 100
        """,
        [new() { Value = group.Value }, new() { Value = clock.GetUtcNow() }],
        async (row, token) =>
        {
            List<BannedPerson> bans = [];
            while (await row.ReadAsync(token))
            {
                bans.Add(new(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3),
                    row.IsDBNull(4) ? null : row.GetString(4), row.GetFieldValue<DateTimeOffset>(5),
                    row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6)));
            }
            return bans;
        }, cancel);
}
