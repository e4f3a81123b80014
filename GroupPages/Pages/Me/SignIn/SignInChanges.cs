using GroupPages.Access;
using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Me.SignIn;

/// <summary>Who asks for a change, and the password hash they proved to know; null without a password.</summary>
public sealed record Proof(SessionSnapshot Session, string? PasswordHash);

/// <summary>
/// Changes how I sign in. Each is one statement, and whether it is really me stands in it: the session still lives, and the
/// password is still the one that was just typed, or the sign-in is recent where there is none.
/// </summary>
public sealed class SignInChanges(Database database, TimeProvider clock)
{
    private const string Me = """
        me AS MATERIALIZED (
            SELECT u.id, u.email, u.email_verified_at, u.password_hash
            FROM users u JOIN sessions s ON s.user_id = u.id
            WHERE u.id = $1 AND s.id = $2 AND u.deleted_at IS NULL AND (u.password_hash = $3
                OR (u.password_hash IS NULL AND $3 IS NULL AND (u.email_verified_at IS NULL OR u.email IS NULL OR s.created_at > $5)))
            FOR NO KEY UPDATE OF u)
        """;

    /// <summary>Claims an address: a mail to it asks for the confirmation. Until then the old one stays.</summary>
    public Task<bool> ClaimEmailAsync(Proof proof, string email, CancellationToken cancel) => RunAsync($"""
        WITH {Me},
        claimed AS (
            INSERT INTO pending_emails (user_id, email, created_at) SELECT id, $6, $4 FROM me
            ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, created_at = excluded.created_at),
        mailed AS (INSERT INTO mails (kind, user_id, email, created_at, next_try_at) SELECT 'confirm', id, $6, $4, $4 FROM me),
        noted AS (INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $4, id, id, 'email-claimed' FROM me)
        SELECT count(*) FROM me
        """, proof, [new() { Value = email }], cancel);

    /// <summary>Sets, changes or (null) removes the password. Other sessions and codes end when there was one before: it may be known to others.</summary>
    public Task<bool> SetPasswordAsync(Proof proof, string? hash, string device, CancellationToken cancel) => RunAsync($"""
        WITH {Me},
        changed AS (UPDATE users u SET password_hash = $6 FROM me WHERE u.id = me.id),
        secured AS (SELECT id FROM me WHERE password_hash IS NOT NULL),
        gone AS (DELETE FROM sessions s USING secured WHERE s.user_id = secured.id AND s.id <> $2),
        {LoginCodes.End("secured", "$4")},
        known AS (
            INSERT INTO known_devices (user_id, device_hash, last_used_at) SELECT id, $7, $4 FROM me
            ON CONFLICT (user_id, device_hash) DO UPDATE SET last_used_at = excluded.last_used_at),
        mailed AS (
            INSERT INTO mails (kind, user_id, email, created_at, next_try_at) SELECT 'password-changed', id, email, $4, $4 FROM me
            WHERE password_hash IS NOT NULL AND email IS NOT NULL AND email_verified_at IS NOT NULL),
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action)
            SELECT $4, id, id, CASE WHEN $6 IS NULL THEN 'password-removed' ELSE 'password-set' END FROM me)
        SELECT count(*) FROM me
        """, proof,
        [new() { Value = (object?)hash ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = Secret.Hash(device) }], cancel);

    /// <summary>
    /// Takes the address away, confirmed or not, and with it the password: one signs in with both. The old address is told.
    /// Other phones stay signed in: they are a way back. Not a site admin's: nobody could let them in again.
    /// </summary>
    public Task<bool> RemoveEmailAsync(Proof proof, CancellationToken cancel) => RunAsync($"""
        WITH {Me},
        mine AS (
            SELECT me.* FROM me JOIN users u ON u.id = me.id AND NOT u.is_site_admin
            WHERE me.email IS NOT NULL OR EXISTS (SELECT FROM pending_emails p WHERE p.user_id = me.id)),
        changed AS (UPDATE users u SET email = NULL, email_verified_at = NULL, password_hash = NULL FROM mine WHERE u.id = mine.id),
        unclaimed AS (DELETE FROM pending_emails p USING mine WHERE p.user_id = mine.id),
        unlinked AS (DELETE FROM mail_links l USING mine WHERE l.user_id = mine.id),
        mailed AS (
            INSERT INTO mails (kind, user_id, email, created_at, next_try_at) SELECT 'email-changed', id, email, $4, $4 FROM mine
            WHERE email IS NOT NULL AND email_verified_at IS NOT NULL),
        noted AS (INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $4, id, id, 'email-removed' FROM mine)
        SELECT count(*) FROM mine
        """, proof, [], cancel);

    /// <summary>Sends the mail that asks for the confirmation once more; or one that signs me in afresh.</summary>
    public Task MailAsync(UserId me, bool isConfirmation, CancellationToken cancel) => database.ExecuteAsync("""
        INSERT INTO mails (kind, user_id, email, created_at, next_try_at)
        SELECT 'confirm', user_id, email, $2, $2 FROM pending_emails WHERE user_id = $1 AND $3
        UNION ALL
        SELECT 'sign-in', id, email, $2, $2 FROM users WHERE id = $1 AND NOT $3 AND email IS NOT NULL AND email_verified_at IS NOT NULL
        """, [new() { Value = me.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = isConfirmation }], cancel);

    private async Task<bool> RunAsync(string sql, Proof proof, NpgsqlParameter[] more, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return await database.QueryOnceAsync(sql,
            [
                new() { Value = proof.Session.UserId.Value }, new() { Value = proof.Session.Id.Value },
                new() { Value = (object?)proof.PasswordHash ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = now }, new() { Value = now - SignInStateQuery.Recent }, .. more,
            ],
            async (row, token) => await row.ReadAsync(token) && row.GetInt64(0) == 1, cancel);
    }
}
