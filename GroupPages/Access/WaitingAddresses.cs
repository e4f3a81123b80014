using GroupPages.Data;
using Npgsql;

namespace GroupPages.Access;

/// <summary>
/// Addresses that accounts were made with and that no mail has been answered at yet. A link to sign in or to choose a password
/// goes there all the same, and using it answers (docs/decisions/0043).
/// </summary>
public sealed class WaitingAddresses(Database database, TimeProvider clock)
{
    // Whoever made the account may have typed an address that is not theirs, and wait for its owner to move in: what they know
    // and where they are signed in ends, unless this is the browser it was made with, or a site admin wrote the address down.
    private static readonly string Sql = $"""
        WITH link AS MATERIALIZED (
            SELECT u.id, l.email, u.email IS NOT DISTINCT FROM l.email OR EXISTS (
                SELECT FROM known_devices d WHERE d.user_id = u.id AND d.device_hash = $4) AS is_known
            FROM mail_links l JOIN users u ON u.id = l.user_id
            WHERE l.token_hash = $1 AND l.kind = $3 AND l.used_at IS NULL AND l.expires_at > $2
                AND u.email_verified_at IS NULL AND may_sign_in(u, $2)
                AND (u.email = l.email OR EXISTS (SELECT FROM pending_emails p WHERE p.user_id = u.id AND p.email = l.email))
            FOR NO KEY UPDATE OF u),
        freed AS (
            UPDATE users o SET email = NULL, email_verified_at = NULL FROM link
            WHERE lower(o.email) = lower(link.email) AND o.id <> link.id AND (o.email_verified_at IS NULL OR o.deleted_at IS NOT NULL)
            RETURNING o.id),
        owned AS (
            UPDATE users u SET email = link.email, email_verified_at = $2, password_hash = CASE WHEN is_known THEN u.password_hash END
            FROM link WHERE u.id = link.id AND (SELECT count(*) FROM freed) >= 0 RETURNING u.id, is_known),
        settled AS (DELETE FROM pending_emails p USING owned WHERE p.user_id = owned.id),
        strange AS (SELECT id FROM owned WHERE NOT is_known),
        gone AS (DELETE FROM sessions s USING strange WHERE s.user_id = strange.id),
        {LoginCodes.End("strange", "$2")}
        INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $2, id, id, 'email-confirmed' FROM owned
        """;

    /// <summary>
    /// Makes the address of a link that is about to be used its account's own. Nothing happens when it is already, when the
    /// link does not hold, or when somebody else confirmed the address first.
    /// </summary>
    /// <param name="kind"><c>sign-in</c> or <c>reset</c>.</param>
    /// <param name="session">Of the browser it is used on.</param>
    public async Task AnsweredAsync(string kind, string token, NewSession session, CancellationToken cancel)
    {
        try
        {
            await database.ExecuteAsync(Sql,
                [
                    new() { Value = Secret.Hash(token) }, new() { Value = clock.GetUtcNow() }, new() { Value = kind },
                    new() { Value = Secret.Hash(session.KnownDevice) },
                ], cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
        }
    }
}
