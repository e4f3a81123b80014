using GroupPages.Access;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Account.Confirm;

/// <summary>
/// Makes a claimed address the account's own: its mailbox has answered. Whoever had it without having confirmed it, or has
/// left, loses it; whoever confirmed it first keeps it.
/// </summary>
public sealed class ConfirmEmailCommand(Database database, TimeProvider clock)
{
    // The address is freed before it is given: the unique index looks at each row as it is written.
    private const string Sql = """
        WITH link AS MATERIALIZED (
            SELECT l.id AS link_id, u.id, l.email, u.email AS before, u.email_verified_at AS since
            FROM mail_links l JOIN users u ON u.id = l.user_id JOIN pending_emails p ON p.user_id = u.id AND p.email = l.email
            WHERE l.token_hash = $1 AND l.kind = 'confirm' AND l.used_at IS NULL AND l.expires_at > $2 AND u.deleted_at IS NULL
            FOR NO KEY UPDATE OF u),
        used AS (UPDATE mail_links l SET used_at = $2 FROM link WHERE l.id = link.link_id AND l.used_at IS NULL RETURNING l.id),
        freed AS (
            UPDATE users o SET email = NULL, email_verified_at = NULL FROM link
            WHERE lower(o.email) = lower(link.email) AND o.id <> link.id AND (o.email_verified_at IS NULL OR o.deleted_at IS NOT NULL)
                AND EXISTS (SELECT FROM used) RETURNING o.id),
        owned AS (
            UPDATE users u SET email = link.email, email_verified_at = $2 FROM link
            WHERE u.id = link.id AND EXISTS (SELECT FROM used) AND (SELECT count(*) FROM freed) >= 0 RETURNING u.id),
        settled AS (DELETE FROM pending_emails p USING owned WHERE p.user_id = owned.id),
        mailed AS (
            INSERT INTO mails (kind, user_id, email, created_at, next_try_at)
            SELECT 'email-changed', link.id, link.before, $2, $2 FROM link JOIN owned USING (id)
            WHERE link.since IS NOT NULL AND lower(link.before) <> lower(link.email)),
        noted AS (INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $2, id, id, 'email-confirmed' FROM owned)
        SELECT count(*) FROM owned
        """;

    /// <returns>False when the link does not hold, or somebody else confirmed the address first.</returns>
    public async Task<bool> RunAsync(string token, CancellationToken cancel)
    {
        try
        {
            return await database.QueryOnceAsync(Sql, [new() { Value = Secret.Hash(token) }, new() { Value = clock.GetUtcNow() }],
                async (row, cancelled) => await row.ReadAsync(cancelled) && row.GetInt64(0) == 1, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }
}
