using GroupPages.Access;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Work;

/// <summary>A mail that is due, and the token of the link in it.</summary>
/// <param name="Letter">What to write; null when there is nobody to write to.</param>
/// <param name="Email">Where to: for an account its own spelling, never what somebody typed.</param>
/// <param name="FirstName">Whom it greets; empty while the address is not confirmed, or strangers could be sent any words.</param>
/// <param name="User">Whom it is for; null where nobody has the address.</param>
public sealed record OutgoingMail(long Id, string? Letter, string Email, string FirstName, int Attempts, string Token, UserId? User);

/// <summary>
/// The mails on their way. They are written in the statement that gives cause for them; here they are taken one at a time,
/// and gone when sent. A mail that is taken is due again in two minutes, so one that a crash left behind is sent after all:
/// at least once, never lost.
/// </summary>
public sealed class Outbox(Database database, TimeProvider clock)
{
    /// <summary>How long a link in a mail works.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromHours(1);

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    // Whoever asks again and again for somebody's mails fills no mailbox: the newest of these still work.
    private const int LinksAnHour = 5;

    // 15 s, 30 s, 1 min ... an hour: a mail server has about a day to come back.
    private const int LastAttempt = 30;

    private const string Take = """
        WITH next AS (
            SELECT id FROM mails WHERE next_try_at <= $1 AND gave_up_at IS NULL ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED),
        taken AS (
            UPDATE mails m SET attempts = m.attempts + 1, next_try_at = $3 FROM next WHERE m.id = next.id
            RETURNING m.id, m.kind, m.user_id, m.email, m.attempts),
        found AS (
            SELECT t.*, h.id AS holder, coalesce(h.email, waiting.email) AS spelled, h.first_name, coalesce(p.user_id, waiting.id) AS claimant
            FROM taken t
            LEFT JOIN users h ON lower(h.email) = lower(t.email) AND h.email_verified_at IS NOT NULL AND may_sign_in(h, $1)
            LEFT JOIN pending_emails p ON p.user_id = t.user_id AND p.email = t.email
            LEFT JOIN LATERAL account_waiting_for(t.email, $1) waiting ON h.id IS NULL AND t.kind IN ('sign-in', 'reset')),
        sorted AS (
            SELECT id, attempts, CASE
                WHEN kind = 'confirm' AND holder <> user_id THEN 'taken'
                WHEN kind = 'confirm' AND holder IS NULL AND claimant IS NOT NULL THEN 'confirm'
                WHEN kind IN ('sign-in', 'reset') AND coalesce(holder, claimant) IS NOT NULL THEN kind
                WHEN kind = 'digest' AND holder = user_id AND EXISTS (
                    SELECT FROM notification_settings n WHERE n.user_id = found.user_id AND n.wants_digest) THEN kind
                WHEN kind IN ('password-changed', 'email-changed') THEN kind END AS letter,
                coalesce(holder, claimant) AS person, coalesce(spelled, email) AS email,
                CASE WHEN kind LIKE '%-changed' AND holder IS DISTINCT FROM user_id THEN '' ELSE coalesce(first_name, '') END AS first_name
            FROM found),
        meant AS (
            SELECT id, attempts, email, first_name, person,
                CASE WHEN letter LIKE '%-changed' OR (
                    SELECT count(*) FROM mail_links l WHERE l.user_id = person AND l.created_at > $5
                        AND l.kind = CASE letter WHEN 'taken' THEN 'sign-in' ELSE letter END) < $6 THEN letter END AS letter
            FROM sorted),
        linked AS (
            INSERT INTO mail_links (token_hash, kind, user_id, email, created_at, expires_at)
            SELECT $2, CASE letter WHEN 'taken' THEN 'sign-in' ELSE letter END, person, email, $1, $4
            FROM meant WHERE letter IN ('confirm', 'taken', 'sign-in', 'reset'))
        SELECT id, letter, email, first_name, attempts, person FROM meant
        """;

    /// <summary>The next mail that is due, with a link that works from now on; null when none is.</summary>
    public Task<OutgoingMail?> TakeAsync(CancellationToken cancel)
    {
        var (now, token) = (clock.GetUtcNow(), Secret.NewCode());
        return database.QueryOnceAsync(Take,
            [
                new() { Value = now }, new() { Value = Secret.Hash(token) }, new() { Value = now + Lease }, new() { Value = now + LinkLife },
                new() { Value = now - LinkLife }, new() { Value = LinksAnHour },
            ],
            async (row, cancelled) => await row.ReadAsync(cancelled)
                ? new OutgoingMail(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), token,
                    row.IsDBNull(5) ? null : new UserId(row.GetInt64(5)))
                : null, cancel);
    }

    /// <summary>It is sent, or there was nobody to send it to. Links that are long over go with it.</summary>
    public Task RemoveAsync(OutgoingMail mail, CancellationToken cancel) => database.ExecuteAsync(
        "WITH over AS (DELETE FROM mail_links WHERE expires_at < $2) DELETE FROM mails WHERE id = $1",
        [new() { Value = mail.Id }, new() { Value = clock.GetUtcNow() - TimeSpan.FromDays(1) }], cancel);

    /// <summary>It could not be sent: again later, each time twice as late, or never again.</summary>
    public Task PostponeAsync(OutgoingMail mail, string fault, bool isFinal, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var pause = TimeSpan.FromSeconds(Math.Min(3600, 15 * Math.Pow(2, mail.Attempts - 1)));
        return database.ExecuteAsync(
            "UPDATE mails SET next_try_at = $2, fault = $3, gave_up_at = CASE WHEN $4 THEN $5::timestamptz END WHERE id = $1",
            [
                new() { Value = mail.Id }, new() { Value = now + pause }, new() { Value = fault },
                new NpgsqlParameter { Value = isFinal || mail.Attempts >= LastAttempt }, new() { Value = now },
            ], cancel);
    }

    /// <summary>When the next mail is due; null when none waits.</summary>
    public Task<DateTimeOffset?> NextAsync(CancellationToken cancel) => database.QueryAsync(
        "SELECT min(next_try_at) FROM mails WHERE gave_up_at IS NULL", [],
        async (row, cancelled) => await row.ReadAsync(cancelled) && !row.IsDBNull(0) ? row.GetFieldValue<DateTimeOffset>(0) : (DateTimeOffset?)null, cancel);
}
