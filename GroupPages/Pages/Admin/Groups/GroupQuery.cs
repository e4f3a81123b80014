using GroupPages.Data;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>Everything the desk shows of one group.</summary>
public sealed record GroupDetails(
    GroupId Id, GroupFields Fields, string Version, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, bool IsBeingErased, string? Logo, long Members,
    long Leaders, long Waiting);

/// <summary>Reads one group, deleted ones included, in one query.</summary>
public sealed class GroupQuery(Database database, TimeProvider clock)
{
    private const string Sql = """
        SELECT g.name, g.slug, g.description, g.address, g.phone, g.type_id, g.join_policy, g.visibility, g.personal_codes, g.room_writers,
            g.room_pause, g.newcomers_share, g.xmin::text, g.created_at, g.deleted_at, g.deleted_at IS NOT NULL AND g.deleted_at <= $3 - interval '30 days', g.id,
            m.all_of_them, m.leaders, m.waiting, g.logo
        FROM groups g CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE m.role_id >= 2) AS all_of_them, count(*) FILTER (WHERE m.role_id = 3) AS leaders,
                count(*) FILTER (WHERE m.role_id = 1) AS waiting
            FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL WHERE m.group_id = g.id) m
        WHERE CASE WHEN $2::bigint IS NULL THEN g.slug = $1 ELSE g.id = $2 END
        """;

    /// <param name="id">By id instead of the slug, for a form whose group got another one meanwhile.</param>
    public Task<GroupDetails?> RunAsync(string slug, GroupId? id, CancellationToken cancel) => database.QueryAsync(Sql,
        [new() { Value = slug }, new() { Value = (object?)id?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint }, new() { Value = clock.GetUtcNow() }],
        async (row, token) => !await row.ReadAsync(token) ? null : new GroupDetails(
            new(row.GetInt64(16)), SaveGroupCommand.Read(row), row.GetString(12), row.GetFieldValue<DateTimeOffset>(13),
            row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14), row.GetBoolean(15), row.IsDBNull(20) ? null : row.GetString(20), row.GetInt64(17), row.GetInt64(18), row.GetInt64(19)),
        cancel);
}
