using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Admin.Ops;

/// <summary>Has a background job tried again at once, or takes it away. Not while it is at work: whoever works on it ends it.</summary>
public sealed class JobCommands(Database database, TimeProvider clock)
{
    private const string Retry = $"""
        WITH changed AS (
            UPDATE jobs SET run_at = $2, attempts = 0, gave_up_at = NULL, asked = asked + 1
            WHERE id = $3 AND locked_until IS NULL AND {SiteAdminRights.Asks} RETURNING kind, key),
        noted AS (
            INSERT INTO audit_log (at, actor_id, action, details)
            SELECT $2, $1, 'job-retried', jsonb_build_object('name', kind, 'key', key) FROM changed)
        SELECT CASE WHEN EXISTS (SELECT FROM changed) THEN 'Done' ELSE 'AlreadyOtherwise' END WHERE {SiteAdminRights.Asks}
        """;

    private const string Drop = $"""
        WITH changed AS (
            DELETE FROM jobs WHERE id = $3 AND locked_until IS NULL AND NOT kind = ANY($4) AND {SiteAdminRights.Asks} RETURNING kind, key),
        noted AS (
            INSERT INTO audit_log (at, actor_id, action, details)
            SELECT $2, $1, 'job-dropped', jsonb_build_object('name', kind, 'key', key) FROM changed)
        SELECT CASE WHEN EXISTS (SELECT FROM changed) THEN 'Done' ELSE 'AlreadyOtherwise' END WHERE {SiteAdminRights.Asks}
        """;

    public Task<DeskOutcome> RetryAsync(long job, UserId by, CancellationToken cancel) => database.ChangeAsync(Retry, Parameters(job, by), cancel);

    /// <param name="standing">The kinds that always come again: those stay.</param>
    public Task<DeskOutcome> DropAsync(long job, IEnumerable<string> standing, UserId by, CancellationToken cancel) =>
        database.ChangeAsync(Drop, [.. Parameters(job, by), new() { Value = standing.ToArray() }], cancel);

    private NpgsqlParameter[] Parameters(long job, UserId by) => [new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = job }];
}
