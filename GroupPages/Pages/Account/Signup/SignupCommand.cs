using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Account.Signup;

/// <summary>What a new account starts with.</summary>
public sealed record NewAccount(string FirstName, string LastName, string Email, string PasswordHash);

/// <summary>
/// Makes an account and its session in one statement. Whether the address belongs to somebody is not looked at: the account
/// has it once a mail to it was answered, and whoever has it already is told so by that mail.
/// </summary>
public sealed class SignupCommand(Database database, TimeProvider clock)
{
    public async Task RunAsync(NewAccount account, NewSession session, CancellationToken cancel)
    {
        await database.QueryOnceAsync($"""
            WITH who AS (
                INSERT INTO users (first_name, last_name, password_hash, created_at) VALUES ($7, $8, $9, $1) RETURNING id),
            {NewSession.Open},
            claimed AS (INSERT INTO pending_emails (user_id, email, created_at) SELECT id, $10, $1 FROM who),
            mailed AS (INSERT INTO mails (kind, user_id, email, created_at, next_try_at) SELECT 'confirm', id, $10, $1, $1 FROM who),
            noted AS (INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $1, id, id, 'signed-up' FROM who)
            SELECT user_id FROM opened
            """,
            [
                .. session.Parameters(clock.GetUtcNow()), new() { Value = account.FirstName }, new() { Value = account.LastName },
                new() { Value = account.PasswordHash }, new() { Value = account.Email },
            ],
            (row, cancelled) => row.ReadAsync(cancelled), cancel, isUrgent: true);
    }
}
