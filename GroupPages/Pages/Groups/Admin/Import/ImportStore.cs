using System.Text.Json;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Groups.Admin.Members;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary>A file that was read, and waits to be looked at.</summary>
/// <param name="Done">What became of it; null while nothing has been written.</param>
public sealed record PendingImport(long Id, string[][] Rows, string[] Columns, bool HasHeader, ImportPlan? Done);

/// <summary>Files on their way in: each its owner's alone, for a day, and then gone.</summary>
public sealed class ImportStore(Database database, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    // Enough to compare a few; a leader who sends file after file fills no disk.
    private const int MostAtOnce = 5;

    /// <summary>Keeps a file. Makes room first: what is over goes, and all but the owner's latest.</summary>
    public Task<long> AddAsync(GroupVisit visit, string[][] rows, CancellationToken cancel)
    {
        var (columns, hasHeader) = ImportColumns.Guess(rows);
        var now = clock.GetUtcNow();
        return database.QueryOnceAsync($"""
            WITH stale AS (
                DELETE FROM imports WHERE expires_at <= $4 OR id IN (
                    SELECT id FROM imports WHERE owner_id = $2 ORDER BY id DESC OFFSET {MostAtOnce - 1}))
            INSERT INTO imports (group_id, owner_id, rows, columns, has_header, created_at, expires_at) VALUES ($1, $2, $3, $5, $6, $4, $7)
            RETURNING id
            """,
            [
                .. Owner(visit), new() { Value = JsonSerializer.Serialize(rows), NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = now },
                new() { Value = columns }, new() { Value = hasHeader }, new() { Value = now + Life },
            ],
            async (row, token) => await row.ReadAsync(token) ? row.GetInt64(0) : 0, cancel);
    }

    /// <returns>Null when there is none of that number that is this leader's.</returns>
    public Task<PendingImport?> FindAsync(GroupVisit visit, long id, CancellationToken cancel) => database.QueryAsync("""
        SELECT rows::text, columns, has_header, outcomes::text FROM imports
        WHERE id = $3 AND group_id = $1 AND owner_id = $2 AND expires_at > $4
        """,
        [.. Owner(visit), new() { Value = id }, new() { Value = clock.GetUtcNow() }],
        async (row, token) => await row.ReadAsync(token)
            ? new PendingImport(id, JsonSerializer.Deserialize<string[][]>(row.GetString(0)) ?? [], row.GetFieldValue<string[]>(1), row.GetBoolean(2),
                row.IsDBNull(3) ? null : ImportPlan.Read(row.GetString(3)))
            : null, cancel);

    public async Task<bool> SetColumnsAsync(GroupVisit visit, long id, string[] columns, bool hasHeader, CancellationToken cancel) =>
        await database.ExecuteAsync("""
            UPDATE imports SET columns = $4, has_header = $5
            WHERE id = $3 AND group_id = $1 AND owner_id = $2 AND done_at IS NULL AND cardinality(columns) = cardinality($4)
            """,
            [.. Owner(visit), new() { Value = id }, new() { Value = columns }, new() { Value = hasHeader }], cancel) > 0;

    public async Task<bool> DropAsync(GroupVisit visit, long id, CancellationToken cancel) => await database.ExecuteAsync(
        "DELETE FROM imports WHERE id = $3 AND group_id = $1 AND owner_id = $2", [.. Owner(visit), new() { Value = id }], cancel) > 0;

    /// <summary>Everybody of the group, as an import looks at them.</summary>
    public Task<List<KnownMember>> MembersAsync(GroupVisit visit, CancellationToken cancel) => database.QueryAsync($"""
        SELECT u.id, u.first_name, u.last_name, CASE WHEN {MembersQuery.SeenByLeaders} THEN coalesce(u.email, '') ELSE '' END, coalesce(n.email, ''),
            CASE WHEN {MembersQuery.SeenByLeaders} THEN coalesce(u.phone, '') ELSE '' END, u.phone IS NOT NULL, u.about,
            u.password_hash IS NOT NULL OR u.email IS NOT NULL OR u.is_managed OR u.is_site_admin
                OR EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id)
                OR EXISTS (SELECT FROM login_codes c WHERE c.user_id = u.id AND c.used_at IS NOT NULL)
                OR EXISTS (SELECT FROM memberships o WHERE o.user_id = u.id AND o.group_id <> $1)
        FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL
        LEFT JOIN member_notes n ON n.group_id = m.group_id AND n.user_id = m.user_id
        WHERE m.group_id = $1 ORDER BY u.id
        """,
        [new() { Value = visit.Card.Id.Value }],
        async (row, token) =>
        {
            List<KnownMember> members = [];
            while (await row.ReadAsync(token))
            {
                members.Add(new(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                    row.GetBoolean(6), row.GetString(7), row.GetBoolean(8)));
            }
            return members;
        }, cancel);

    private static Npgsql.NpgsqlParameter[] Owner(GroupVisit visit) =>
        [new() { Value = visit.Card.Id.Value }, new() { Value = visit.UserId!.Value.Value }];
}
