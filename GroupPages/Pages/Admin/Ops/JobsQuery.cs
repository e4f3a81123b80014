using GroupPages.Data;

namespace GroupPages.Pages.Admin.Ops;

/// <summary>A background job, as the page shows it.</summary>
/// <param name="State"><c>failed</c>, <c>running</c> or <c>waiting</c>.</param>
/// <param name="At">When it was given up, will be let go of, or is due.</param>
public sealed record JobLine(long Id, string Kind, string Key, string State, int Attempts, string? LastError, DateTimeOffset At);

/// <summary>All jobs counted, and the first of them: given up, then at work, then by when they are due.</summary>
public sealed record JobList(IReadOnlyList<JobLine> Lines, long Failed, long Running, long Waiting)
{
    public long All => Failed + Running + Waiting;
}

/// <summary>Reads the background jobs.</summary>
public sealed class JobsQuery(Database database)
{
    /// <summary>As many as somebody looks through; those above tell enough.</summary>
    public const int Longest = 100;

    private const string Sql = """
        WITH sorted AS (
            SELECT *, CASE WHEN gave_up_at IS NOT NULL THEN 'failed' WHEN locked_until IS NOT NULL THEN 'running' ELSE 'waiting' END AS state,
                coalesce(gave_up_at, locked_until, run_at) AS at
            FROM jobs)
        SELECT id, kind, key, state, attempts, last_error, at,
            count(*) FILTER (WHERE state = 'failed') OVER (), count(*) FILTER (WHERE state = 'running') OVER (), count(*) FILTER (WHERE state = 'waiting') OVER ()
        FROM sorted ORDER BY state, at, id LIMIT $1
        """;

    public Task<JobList> RunAsync(CancellationToken cancel) => database.QueryAsync(Sql, [new() { Value = Longest }], async (row, token) =>
    {
        List<JobLine> lines = [];
        var counts = (Failed: 0L, Running: 0L, Waiting: 0L);
        while (await row.ReadAsync(token))
        {
            lines.Add(new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4),
                row.IsDBNull(5) ? null : row.GetString(5), row.GetFieldValue<DateTimeOffset>(6)));
            counts = (row.GetInt64(7), row.GetInt64(8), row.GetInt64(9));
        }
        return new JobList(lines, counts.Failed, counts.Running, counts.Waiting);
    }, cancel);
}
