using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Account.Reset;

/// <summary>
/// Sets a new password by a link, signs everybody else out of the account, and signs in here: one statement. Who lost the
/// password may have lost it to somebody, who may have made themselves another way in: a login code, or an address of theirs.
/// </summary>
public sealed class ResetPasswordCommand(Database database, WaitingAddresses addresses, TimeProvider clock)
{
    /// <returns>Whose it is; null when the link does not hold.</returns>
    public async Task<UserId?> RunAsync(string token, string passwordHash, NewSession session, CancellationToken cancel)
    {
        await addresses.AnsweredAsync("reset", token, session, cancel);
        return await database.QueryOnceAsync($"""
            WITH {MailLinks.Use("reset")},
            changed AS (UPDATE users u SET password_hash = $8 FROM who WHERE u.id = who.id RETURNING u.id, u.email),
            gone AS (DELETE FROM sessions s USING who WHERE s.user_id = who.id AND s.id IS DISTINCT FROM $5),
            {LoginCodes.End("who", "$1")},
            unclaimed AS (DELETE FROM pending_emails p USING who WHERE p.user_id = who.id),
            strange AS (DELETE FROM known_devices d USING who WHERE d.user_id = who.id AND d.device_hash <> $4),
            {NewSession.Open},
            mailed AS (INSERT INTO mails (kind, user_id, email, created_at, next_try_at) SELECT 'password-changed', id, email, $1, $1 FROM changed),
            noted AS (
                INSERT INTO audit_log (at, actor_id, user_id, action, details)
                SELECT $1, user_id, user_id, 'password-reset', jsonb_build_object('device', $3) FROM opened)
            SELECT user_id FROM opened
            """,
            [.. session.Parameters(clock.GetUtcNow()), new() { Value = Secret.Hash(token) }, new() { Value = passwordHash }],
            async (row, cancelled) => await row.ReadAsync(cancelled) ? (UserId?)new UserId(row.GetInt64(0)) : null, cancel, isUrgent: true);
    }
}
