using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;

namespace GroupPages.Pages.Account.Login;

/// <summary>How a try to sign in ended.</summary>
public abstract record SignInOutcome
{
    /// <summary>Signed in: the session is open.</summary>
    public sealed record Done : SignInOutcome;

    /// <summary>Address and password do not belong together, or there is no such account: the same to whoever tries. 422.</summary>
    public sealed record Wrong : SignInOutcome;

    /// <summary>Too many tries: 429.</summary>
    public sealed record TooMany(TimeSpan Wait) : SignInOutcome;
}

/// <summary>
/// Signs in by email and password: one read, the slow look at the password without any connection, one write. A failed try
/// costs the same whatever there is: two looks, at the password of whoever has the address and at that of whoever claimed
/// it last without having confirmed it yet.
/// </summary>
public sealed class SignInCommand(Database database, PasswordWork passwords, SignInLimits limits, TimeProvider clock)
{
    private sealed record Candidate(UserId User, string? Hash, bool IsKnown);

    public async Task<SignInOutcome> RunAsync(string email, string password, NewSession session, HttpContext http, CancellationToken cancel)
    {
        var (holder, claimant) = await FindAsync(email, session, cancel);
        if (limits.Refusal(email, http, holder?.IsKnown == true || claimant?.IsKnown == true) is { } wait)
            return new SignInOutcome.TooMany(wait);
        switch (await passwords.FindAsync(password, [holder?.Hash, claimant?.Hash], cancel))
        {
            case null:
                return new SignInOutcome.TooMany(TimeSpan.FromSeconds(5));
            case < 0:
                return new SignInOutcome.Wrong();
            case var place:
                var found = (place == 0 ? holder : claimant)!;
                return await OpenAsync(found, session, cancel) ? new SignInOutcome.Done() : new SignInOutcome.Wrong();
        }
    }

    private Task<(Candidate? Holder, Candidate? Claimant)> FindAsync(string email, NewSession session, CancellationToken cancel) => database.QueryAsync("""
        WITH found AS (
            SELECT 1 AS place, u.id, u.password_hash FROM users u WHERE lower(u.email) = lower($1) AND may_sign_in(u, $3)
            UNION ALL
            (SELECT 2, u.id, u.password_hash FROM pending_emails p JOIN users u ON u.id = p.user_id
            WHERE lower(p.email) = lower($1) AND may_sign_in(u, $3) ORDER BY p.created_at DESC LIMIT 1))
        SELECT place, id, password_hash, EXISTS (SELECT FROM known_devices d WHERE d.user_id = found.id AND d.device_hash = $2) FROM found
        """,
        [new() { Value = email }, new() { Value = Secret.Hash(session.KnownDevice) }, new() { Value = clock.GetUtcNow() }],
        async (row, token) =>
        {
            Candidate?[] found = [null, null];
            while (await row.ReadAsync(token))
                found[row.GetInt32(0) - 1] = new(new(row.GetInt64(1)), row.IsDBNull(2) ? null : row.GetString(2), row.GetBoolean(3));
            return (found[0], found[1]);
        }, cancel, isUrgent: true);

    // Only while the password is still the one that was looked at: it may have been changed because it was stolen.
    private Task<bool> OpenAsync(Candidate found, NewSession session, CancellationToken cancel) => database.QueryOnceAsync($"""
        WITH who AS (SELECT u.id FROM users u WHERE u.id = $7 AND u.password_hash = $8 AND may_sign_in(u, $1)),
        {NewSession.Open},
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action, details)
            SELECT $1, user_id, user_id, 'signed-in', jsonb_build_object('by', 'password', 'device', $3) FROM opened)
        SELECT count(*) FROM opened
        """,
        [.. session.Parameters(clock.GetUtcNow()), new() { Value = found.User.Value }, new() { Value = found.Hash! }],
        async (row, token) => await row.ReadAsync(token) && row.GetInt64(0) == 1, cancel, isUrgent: true);
}
