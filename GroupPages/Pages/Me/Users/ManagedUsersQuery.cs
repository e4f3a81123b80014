using System.Text.Json;
using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Me.Users;

/// <summary>One of my groups, and whether a managed user is in it.</summary>
public sealed record GroupChoice(long Id, string Name, bool IsIn);

/// <summary>Somebody without a login whom I look after.</summary>
/// <param name="Groups">The groups I am in, by name.</param>
/// <param name="Others">Who else looks after them.</param>
/// <param name="Photo">The key of their portrait.</param>
/// <param name="RemovedAt">When I removed them; until they are erased I may bring them back.</param>
public sealed record ManagedUser(
    UserId Id, string FirstName, string LastName, IReadOnlyList<GroupChoice> Groups, IReadOnlyList<string> Others, DateTimeOffset? RemovedAt, string? Photo)
{
    public string FullName => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>Whom I look after.</summary>
public sealed class ManagedUsersQuery(Database database)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private const string Sql = """
        SELECT u.id, u.first_name, u.last_name, u.deleted_at, u.photo,
            (SELECT coalesce(json_agg(json_build_object('id', g.id, 'name', g.name, 'isIn', t.user_id IS NOT NULL) ORDER BY g.name), '[]')
                FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
                LEFT JOIN memberships t ON t.group_id = g.id AND t.user_id = u.id
                WHERE m.user_id = $1 AND m.role_id >= 2),
            (SELECT coalesce(json_agg(btrim(o.first_name || ' ' || o.last_name) ORDER BY o.first_name), '[]')
                FROM guardians k JOIN users o ON o.id = k.guardian_id AND o.deleted_at IS NULL WHERE k.user_id = u.id AND k.guardian_id <> $1)
        FROM guardians mine JOIN users u ON u.id = mine.user_id AND u.is_managed
        WHERE mine.guardian_id = $1 AND ($2::bigint IS NULL OR u.id = $2)
        ORDER BY u.deleted_at IS NOT NULL, u.first_name, u.id
        """;

    /// <summary>All of mine, those I removed last.</summary>
    public Task<List<ManagedUser>> RunAsync(UserId me, CancellationToken cancel) => ReadAsync(me, null, cancel);

    /// <summary>One of mine; null for anybody else, and for whom I removed.</summary>
    public async Task<ManagedUser?> OneAsync(UserId me, UserId user, CancellationToken cancel) =>
        (await ReadAsync(me, user.Value, cancel)).Find(found => found.RemovedAt is null);

    private Task<List<ManagedUser>> ReadAsync(UserId me, long? only, CancellationToken cancel) => database.QueryAsync(Sql,
        [new() { Value = me.Value }, new() { Value = (object?)only ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }],
        async (row, token) =>
        {
            List<ManagedUser> found = [];
            while (await row.ReadAsync(token))
            {
                found.Add(new(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), JsonSerializer.Deserialize<List<GroupChoice>>(row.GetString(5), Json)!,
                    JsonSerializer.Deserialize<List<string>>(row.GetString(6), Json)!, row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
                    row.IsDBNull(4) ? null : row.GetString(4)));
            }
            return found;
        }, cancel);
}
