using GroupPages.Data;

namespace GroupPages.Work.Push;

/// <summary>Which phones are reached how: a session has at most one way, and a way belongs to the last who gave it.</summary>
public sealed class PushSubscriptions(Database database, TimeProvider clock)
{
    // 10 failures in a row, each pause twice as long as the one before, are most of a day.
    private const int MostFailures = 10;

    /// <summary>Keeps where a session's phone is reached. The same browser with another user signed in tells only them from now on.</summary>
    public Task SaveAsync(SessionId session, PushAddress address, CancellationToken cancel) => database.ExecuteAsync("""
        WITH others AS (DELETE FROM push_subscriptions WHERE endpoint = $2 AND session_id <> $1 RETURNING session_id)
        INSERT INTO push_subscriptions (session_id, endpoint, p256dh, auth, created_at)
        SELECT s.id, $2, $3, $4, $5 FROM sessions s WHERE s.id = $1 AND (SELECT count(*) FROM others) >= 0
        ON CONFLICT (session_id) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
            created_at = excluded.created_at, failures = 0, retry_at = NULL
        """,
        [
            new() { Value = session.Value }, new() { Value = address.Endpoint.AbsoluteUri }, new() { Value = address.Key },
            new() { Value = address.Auth }, new() { Value = clock.GetUtcNow() },
        ], cancel);

    public Task RemoveAsync(SessionId session, CancellationToken cancel) =>
        database.ExecuteAsync("DELETE FROM push_subscriptions WHERE session_id = $1", [new() { Value = session.Value }], cancel);

    /// <summary>How a session's phone is reached; null where it is not.</summary>
    public Task<PushAddress?> FindAsync(SessionId session, CancellationToken cancel) => database.QueryAsync(
        "SELECT endpoint, p256dh, auth FROM push_subscriptions WHERE session_id = $1", [new() { Value = session.Value }],
        async (row, token) => await row.ReadAsync(token)
            ? new PushAddress(new(row.GetString(0)), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)) : null, cancel);

    /// <summary>Writes down what became of some pushes: phones that are gone are forgotten, those out of reach left alone for a while.</summary>
    /// <returns>When the first of those out of reach is worth another try; null without one.</returns>
    public Task<DateTimeOffset?> NoteAsync(IReadOnlyList<(SessionId Session, PushOutcome Outcome)> pushes, CancellationToken cancel) => database.QueryOnceAsync("""
        WITH told AS (SELECT * FROM unnest($1, $2) AS t(session_id, outcome)),
        gone AS (
            DELETE FROM push_subscriptions p USING told t
            WHERE p.session_id = t.session_id AND (t.outcome = 'Gone' OR (t.outcome = 'Later' AND p.failures + 1 >= $4))),
        late AS (
            UPDATE push_subscriptions p SET failures = p.failures + 1, retry_at = $3 + make_interval(mins => power(2, p.failures)::int) FROM told t
            WHERE p.session_id = t.session_id AND t.outcome = 'Later' AND p.failures + 1 < $4 RETURNING p.retry_at),
        well AS (
            UPDATE push_subscriptions p SET failures = 0, retry_at = NULL FROM told t
            WHERE p.session_id = t.session_id AND t.outcome = 'Sent' AND p.failures > 0)
        SELECT min(retry_at) FROM late
        """,
        [
            new() { Value = pushes.Select(push => push.Session.Value).ToArray() }, new() { Value = pushes.Select(push => push.Outcome.ToString()).ToArray() },
            new() { Value = clock.GetUtcNow() }, new() { Value = MostFailures },
        ],
        async (row, token) => await row.ReadAsync(token) && !row.IsDBNull(0) ? row.GetFieldValue<DateTimeOffset>(0) : (DateTimeOffset?)null, cancel);
}
