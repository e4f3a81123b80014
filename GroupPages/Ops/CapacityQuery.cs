using GroupPages.Data;
using GroupPages.Live;
using Npgsql;

namespace GroupPages.Ops;

/// <summary>Reads how full the site is: one statement through the pool, and this process's own figures when it serves.</summary>
public sealed class CapacityQuery
{
    // Of other roles' connections an ordinary role sees only that they are there and in which database: no kind, no state.
    // Those without a database or a user are PostgreSQL's own workers, which take no connection.
    private const string Sql = """
        WITH connected AS (
            SELECT usename = current_user AS is_ours, usename = current_user AND application_name = $1 AS is_pooled, state
            FROM pg_stat_activity
            WHERE datid IS NOT NULL AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'),
        connections AS (
            SELECT count(*) FILTER (WHERE is_pooled) AS pool_open, count(*) FILTER (WHERE is_pooled AND state <> 'idle') AS pool_busy,
                count(*) FILTER (WHERE is_ours) AS ours, count(*) AS everybodys
            FROM connected),
        sizes AS (
            SELECT count(*) AS members FROM memberships m JOIN groups g ON g.id = m.group_id JOIN users u ON u.id = m.user_id
            WHERE m.role_id > 1 AND g.deleted_at IS NULL AND u.deleted_at IS NULL GROUP BY m.group_id)
        SELECT split_part(current_setting('server_version'), ' ', 1), current_setting('max_connections')::int,
            current_setting('superuser_reserved_connections')::int + coalesce(current_setting('reserved_connections', true)::int, 0),
            pool_open, pool_busy, ours, everybodys,
            pg_size_bytes(current_setting('shared_buffers')), pg_database_size(current_database()),
            (SELECT count(*) FROM groups WHERE deleted_at IS NULL), (SELECT count(*) FROM users WHERE deleted_at IS NULL),
            (SELECT coalesce(sum(members), 0)::bigint FROM sizes),
            (SELECT count(*) FROM sessions WHERE last_seen_at > now() - interval '1 day' AND expires_at > now()),
            (SELECT coalesce(max(members), 0) FROM sizes)
        FROM connections
        """;

    private readonly Database database;
    private readonly Func<ProcessFigures?> process;

    /// <summary>For a program that does not serve.</summary>
    public CapacityQuery(Database database) => (this.database, process) = (database, () => null);

    internal CapacityQuery(Database database, LiveStreams streams, AlertSettings settings, TimeProvider clock) =>
        (this.database, process) = (database, () => ProcessFigures.Now(streams, settings, clock));

    public async Task<CapacityReport> RunAsync(CancellationToken cancel)
    {
        var pool = new NpgsqlConnectionStringBuilder(database.Pooled.ConnectionString);
        return new(await database.QueryAsync(Sql, [new() { Value = pool.ApplicationName }], async (row, token) =>
        {
            await row.ReadAsync(token);
            return new DatabaseFigures(row.GetString(0), row.GetInt32(1), row.GetInt32(2), pool.MaxPoolSize, row.GetInt64(3), row.GetInt64(4),
                row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11),
                row.GetInt64(12), row.GetInt64(13));
        }, cancel), process());
    }
}
