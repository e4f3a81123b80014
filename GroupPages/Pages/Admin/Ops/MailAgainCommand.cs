using GroupPages.Data;

namespace GroupPages.Pages.Admin.Ops;

/// <summary>Has mails that were given up tried anew, at once. Their links are made in the moment of sending, so they work from then on.</summary>
public sealed class MailAgainCommand(Database database, TimeProvider clock)
{
    // One line of the log for all of them.
    private const string Sql = $"""
        WITH again AS (
            UPDATE mails SET gave_up_at = NULL, attempts = 0, next_try_at = $2
            WHERE gave_up_at IS NOT NULL AND ($3::bigint IS NULL OR id = $3) AND {SiteAdminRights.Asks} RETURNING id),
        told AS (
            SELECT count(*) AS mails FROM again),
        asked AS (
            SELECT ask_for_job('mails', '', $2) FROM told WHERE mails > 0),
        noted AS (
            INSERT INTO audit_log (at, actor_id, action, details)
            SELECT $2, $1, 'mails-retried', jsonb_build_object('mails', mails) FROM told WHERE mails > 0)
        SELECT CASE WHEN mails > 0 THEN 'Done' ELSE 'AlreadyOtherwise' END FROM told, (SELECT count(*) FROM asked) AS done WHERE {SiteAdminRights.Asks}
        """;

    /// <param name="mail">Which; null for all of them.</param>
    public Task<DeskOutcome> RunAsync(long? mail, UserId by, CancellationToken cancel) => database.ChangeAsync(Sql,
        [
            new() { Value = by.Value }, new() { Value = clock.GetUtcNow() },
            new() { Value = (object?)mail ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint },
        ], cancel);
}
