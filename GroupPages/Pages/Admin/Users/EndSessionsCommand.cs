using GroupPages.Access;
using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Admin.Users;

/// <summary>Signs somebody out of one phone, or of all of them; then their unused login codes end, too.</summary>
public sealed class EndSessionsCommand(Database database, TimeProvider clock)
{
    private static readonly string Sql = $"""
        WITH ended AS (
            DELETE FROM sessions WHERE user_id = $3 AND ($4::bigint IS NULL OR id = $4) AND {SiteAdminRights.Asks} RETURNING device),
        secured AS (SELECT $3 AS id WHERE $4 IS NULL AND {SiteAdminRights.Asks}),
        {LoginCodes.End("secured", "$2")},
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action, details)
            SELECT $2, $1, $3, 'session-ended', jsonb_build_object('devices', jsonb_agg(device)) FROM ended HAVING count(*) > 0)
        SELECT CASE WHEN EXISTS (SELECT FROM ended) THEN 'Done' ELSE 'AlreadyOtherwise' END
        FROM users WHERE id = $3 AND {SiteAdminRights.Asks}
        """;

    /// <param name="session">Which; null for all.</param>
    public Task<DeskOutcome> RunAsync(UserId user, SessionId? session, UserId by, CancellationToken cancel) => database.ChangeAsync(Sql,
        [
            new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = user.Value },
            new() { Value = (object?)session?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
        ], cancel);
}
