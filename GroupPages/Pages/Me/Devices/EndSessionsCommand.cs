using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Me.Devices;

/// <summary>Ends sessions of mine: the trigger tells every process, and their pages and streams are over at once.</summary>
public sealed class EndSessionsCommand(Database database, Sessions sessions, TimeProvider clock)
{
    /// <param name="one">The session to end; null for all but <paramref name="mine"/>, and for the unused login codes.</param>
    /// <returns>How many ended.</returns>
    public async Task<long> RunAsync(SessionSnapshot mine, SessionId? one, CancellationToken cancel)
    {
        var ended = await database.QueryOnceAsync($"""
            WITH ended AS (
                DELETE FROM sessions WHERE user_id = $1 AND CASE WHEN $3 IS NULL THEN id <> $2 ELSE id = $3 END RETURNING id),
            secured AS (SELECT $1 AS id WHERE $3 IS NULL),
            {LoginCodes.End("secured", "$4")},
            noted AS (
                INSERT INTO audit_log (at, actor_id, user_id, action, details)
                SELECT $4, $1, $1, 'signed-out', jsonb_build_object('sessions', count(*)) FROM ended HAVING count(*) > 0)
            SELECT count(*) FROM ended
            """,
            [
                new() { Value = mine.UserId.Value }, new() { Value = mine.Id.Value },
                new() { Value = (object?)one?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint }, new() { Value = clock.GetUtcNow() },
            ],
            async (row, token) => await row.ReadAsync(token) ? row.GetInt64(0) : 0, cancel);
        sessions.Drop(new HashSet<UserId> { mine.UserId });
        return ended;
    }
}
