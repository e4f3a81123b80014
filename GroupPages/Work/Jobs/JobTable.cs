using System.Security.Cryptography;
using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Work.Jobs;

/// <summary>How much there is to do, over all processes.</summary>
/// <param name="Next">When the next job is due, or will be let go of by whoever holds it; null without one.</param>
public sealed record JobCounts(long Waiting, long Running, long GivenUp, DateTimeOffset? Next);

/// <summary>
/// The jobs in the database: taken by one statement each, so that of any number of workers one gets each; and put back, or
/// taken away, only by whoever holds them still.
/// </summary>
public sealed class JobTable(Database database, IEnumerable<IJobKind> kinds, TimeProvider clock)
{
    // 5 s, 10 s, 20 s ... an hour.
    private const double FirstPause = 5, LongestPause = 3600;

    private const int LongestFault = 500;

    // "lost" are those whose workers ended in the middle, as often as their kind is tried: one that kills its process must
    // not do so for ever. Kinds that this process does not know are left to those that do: another version may run beside it.
    private const string Take = """
        WITH known AS (SELECT * FROM unnest($2, $3, $4) AS k(kind, tries, time_limit)),
        lost AS (
            UPDATE jobs j SET gave_up_at = $1, locked_until = NULL, last_error = 'It was never finished: its worker ended in the middle, or it took too long.'
            FROM known k WHERE j.kind = k.kind AND j.gave_up_at IS NULL AND j.locked_until < $1 AND j.attempts >= k.tries),
        next AS (
            SELECT j.id, k.time_limit FROM jobs j JOIN known k ON k.kind = j.kind
            WHERE j.gave_up_at IS NULL AND j.run_at <= $1 AND (j.locked_until IS NULL OR j.locked_until < $1) AND j.attempts < k.tries
            ORDER BY j.run_at, j.id LIMIT 1 FOR UPDATE OF j SKIP LOCKED)
        UPDATE jobs j SET locked_until = $1 + next.time_limit, attempts = j.attempts + 1, claims = j.claims + 1
        FROM next WHERE j.id = next.id
        RETURNING j.id, j.kind, j.key, j.payload::text, j.attempts, j.claims, j.asked
        """;

    // Asked for again meanwhile, it stays, due when that said.
    private const string End = """
        WITH over AS (DELETE FROM jobs WHERE id = $1 AND claims = $2 AND asked = $3 AND $4::timestamptz IS NULL)
        UPDATE jobs SET locked_until = NULL, attempts = 0, last_error = $5, run_at = CASE WHEN asked = $3 THEN $4 ELSE run_at END
        WHERE id = $1 AND claims = $2 AND (asked <> $3 OR $4 IS NOT NULL)
        """;

    private const string Fail = """
        UPDATE jobs SET locked_until = NULL, last_error = $3, run_at = $4, gave_up_at = $5 WHERE id = $1 AND claims = $2
        """;

    /// <summary>The kinds this process can do, by name.</summary>
    public IReadOnlyDictionary<string, IJobKind> Kinds { get; } = kinds.ToDictionary(kind => kind.Name);

    /// <summary>Puts the standing jobs there that are not; they are due soon after.</summary>
    public Task SeedAsync(CancellationToken cancel) => database.ExecuteAsync("""
        INSERT INTO jobs (kind, run_at) SELECT kind, $2 FROM unnest($1) AS k(kind) ON CONFLICT DO NOTHING
        """,
        [new() { Value = Kinds.Values.Where(kind => kind.IsStanding).Select(kind => kind.Name).ToArray() }, new() { Value = clock.GetUtcNow() + TimeSpan.FromMinutes(1) }],
        cancel);

    /// <summary>Takes the job that is due for longest, and holds it for as long as its kind may take; null when none is due.</summary>
    /// <param name="among">Which kinds.</param>
    public Task<Job?> TakeAsync(IReadOnlyCollection<IJobKind> among, CancellationToken cancel) => database.QueryOnceAsync(Take,
        [
            new() { Value = clock.GetUtcNow() }, new() { Value = among.Select(kind => kind.Name).ToArray() },
            new() { Value = among.Select(kind => kind.IsStanding ? int.MaxValue : kind.Tries).ToArray() },
            new() { Value = among.Select(kind => kind.Limit).ToArray() },
        ],
        async (row, token) => await row.ReadAsync(token)
            ? new Job(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetInt64(5), row.GetInt64(6))
            : null, cancel);

    /// <summary>It is done: gone, or due again.</summary>
    public Task EndAsync(Job job, JobEnd end, CancellationToken cancel) => database.ExecuteAsync(End,
        [
            new() { Value = job.Id }, new() { Value = job.Claim }, new() { Value = job.Asked }, Moment(end.Again),
            new() { Value = (object?)Short(end.Fault) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        ], cancel);

    /// <summary>It failed: again later, each time about twice as late; or, after so many tries, only when somebody says so.</summary>
    /// <returns>True when it was given up.</returns>
    public async Task<bool> FailAsync(Job job, string fault, CancellationToken cancel)
    {
        var (now, kind) = (clock.GetUtcNow(), Kinds[job.Kind]);
        var isLast = !kind.IsStanding && job.Attempts >= kind.Tries;
        // Up to half as long again, by chance: jobs that failed together need not come back together.
        var pause = Math.Min(LongestPause, FirstPause * Math.Pow(2, Math.Min(job.Attempts, 20) - 1)) * (1 + (RandomNumberGenerator.GetInt32(500) / 1000.0));
        await database.ExecuteAsync(Fail,
            [
                new() { Value = job.Id }, new() { Value = job.Claim }, new() { Value = Short(fault)! },
                new() { Value = now + TimeSpan.FromSeconds(pause) }, Moment(isLast ? now : null),
            ], cancel);
        return isLast;
    }

    /// <summary>This process ends: somebody else may begin anew, at once.</summary>
    public Task LetGoAsync(Job job, CancellationToken cancel) => database.ExecuteAsync(
        "UPDATE jobs SET locked_until = NULL, attempts = attempts - 1, asked = asked + 1 WHERE id = $1 AND claims = $2",
        [new() { Value = job.Id }, new() { Value = job.Claim }], cancel);

    public Task<JobCounts> CountAsync(CancellationToken cancel) => database.QueryAsync("""
        SELECT count(*) FILTER (WHERE gave_up_at IS NULL AND locked_until IS NULL), count(*) FILTER (WHERE gave_up_at IS NULL AND locked_until IS NOT NULL),
            count(gave_up_at), min(greatest(run_at, locked_until)) FILTER (WHERE gave_up_at IS NULL AND kind = ANY($1))
        FROM jobs
        """, [new() { Value = Kinds.Keys.ToArray() }],
        async (row, token) => await row.ReadAsync(token)
            ? new JobCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3))
            : throw new InvalidOperationException("An aggregate has a row."), cancel);

    private static NpgsqlParameter Moment(DateTimeOffset? at) => new() { Value = (object?)at ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static string? Short(string? fault) => fault?.Length > LongestFault ? fault[..LongestFault] : fault;
}
