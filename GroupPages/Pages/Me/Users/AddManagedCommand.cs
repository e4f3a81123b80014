using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Me.Users;

/// <summary>
/// Makes somebody without a login, looked after by who makes them, and a member of the groups that were chosen among that
/// person's own: in a group with a lobby they wait there, unless a leader made them. One statement.
/// </summary>
public sealed class AddManagedCommand(Database database, TimeProvider clock)
{
    /// <summary>A large family, or a class. Counted softly: two at the same moment may both be the last.</summary>
    public const int Most = 30;

    private const string Sql = """
        WITH before AS (SELECT user_id FROM guardians WHERE guardian_id = $1 AND key = $5),
        room AS (SELECT count(*) < $7 AS is_left FROM guardians k JOIN users u ON u.id = k.user_id AND u.deleted_at IS NULL WHERE k.guardian_id = $1),
        made AS (
            INSERT INTO users (first_name, last_name, is_managed, created_at)
            SELECT $2, $3, true, $6 FROM room WHERE is_left AND NOT EXISTS (SELECT FROM before) RETURNING id),
        kept AS (INSERT INTO guardians (user_id, guardian_id, key, created_at) SELECT id, $1, $5, $6 FROM made),
        joined AS (
            INSERT INTO memberships (group_id, user_id, role_id, joined_at)
            SELECT g.id, made.id, CASE WHEN g.join_policy = 'approval' AND m.role_id < 3 THEN 1 ELSE 2 END, $6
            FROM made, memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
            WHERE m.user_id = $1 AND m.role_id >= 2 AND g.id = ANY($4)
            RETURNING group_id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action)
            SELECT $6, joined.group_id, $1, made.id, 'managed-added' FROM made LEFT JOIN joined ON true)
        SELECT id FROM made UNION ALL SELECT user_id FROM before
        """;

    /// <param name="groups">Those that <paramref name="me"/> is not a member of are passed over.</param>
    /// <param name="key">Makes it repeatable: the same key is the same person.</param>
    /// <returns>Who was made; null when it would be one too many.</returns>
    public async Task<UserId?> RunAsync(UserId me, string first, string last, long[] groups, string key, CancellationToken cancel)
    {
        NpgsqlParameter[] parameters =
        [
            new() { Value = me.Value }, new() { Value = first }, new() { Value = last }, new() { Value = groups },
            new() { Value = key, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = clock.GetUtcNow() }, new() { Value = Most },
        ];
        try
        {
            return await MakeAsync(parameters, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The same key at the same moment: the other one is committed now, and this finds it.
            return await MakeAsync(parameters, cancel);
        }
    }

    private Task<UserId?> MakeAsync(NpgsqlParameter[] parameters, CancellationToken cancel) => database.QueryAsync<UserId?>(Sql, parameters,
        async (row, token) => await row.ReadAsync(token) ? new(row.GetInt64(0)) : null, cancel);
}
