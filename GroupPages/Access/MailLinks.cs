using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Access;

/// <summary>Whom a link in a mail is for.</summary>
public sealed record LinkHolder(UserId User, string FirstName, string Email);

/// <summary>Links that came by mail: single use, one hour, stored as hashes. Looking at one changes nothing.</summary>
public sealed class MailLinks(IDbContextFactory<GroupPagesDb> contexts, Database database, WaitingAddresses addresses, TimeProvider clock)
{
    /// <summary>Whom a link would sign in, or let choose a password; null when it is unknown, used, over, or the address is another's now.</summary>
    public async Task<LinkHolder?> WhoAsync(string kind, string token, CancellationToken cancel)
    {
        var (hash, now) = (Secret.Hash(token), clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.MailLinks
            .Where(l => l.TokenHash == hash && l.Kind == kind && l.UsedAt == null && l.ExpiresAt > now
                && (l.User.DeletedAt == null || (l.User.DeletedAt == l.User.LeavingAt && l.User.DeletedAt > now.AddDays(-30)))
                && (l.User.Email == l.Email
                    || (l.User.EmailVerifiedAt == null && db.PendingEmails.Any(p => p.UserId == l.UserId && p.Email == l.Email))))
            .Select(l => new LinkHolder(l.UserId, l.User.FirstName, l.Email)).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Whose address a link would confirm; null when it is unknown, used, over, or the address was changed since.</summary>
    public async Task<LinkHolder?> WhoConfirmsAsync(string token, CancellationToken cancel)
    {
        var (hash, now) = (Secret.Hash(token), clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.MailLinks
            .Where(l => l.TokenHash == hash && l.Kind == "confirm" && l.UsedAt == null && l.ExpiresAt > now && l.User.DeletedAt == null
                && db.PendingEmails.Any(p => p.UserId == l.UserId && p.Email == l.Email))
            .Select(l => new LinkHolder(l.UserId, l.User.FirstName, l.Email)).FirstOrDefaultAsync(cancel);
    }

    /// <summary>
    /// The part of a statement that uses a link up (parameter 7 its hash, 1 the moment): <c>who(id)</c> is its holder, or
    /// empty. The holder's row is locked first, so of two phones at once one gets in; with it go all older links of its kind.
    /// </summary>
    internal static string Use(string kind) => $"""
        link AS MATERIALIZED (
            SELECT u.id FROM mail_links l JOIN users u ON u.id = l.user_id
            WHERE l.token_hash = $7 AND l.kind = '{kind}' AND l.used_at IS NULL AND l.expires_at > $1 AND may_sign_in(u, $1)
                AND u.email_verified_at IS NOT NULL AND u.email = l.email
            FOR NO KEY UPDATE OF u),
        used AS (
            UPDATE mail_links l SET used_at = $1 FROM link WHERE l.user_id = link.id AND l.kind = '{kind}' AND l.used_at IS NULL
            RETURNING l.token_hash, l.user_id),
        who AS (SELECT user_id AS id FROM used WHERE token_hash = $7)
        """;

    /// <summary>Uses a sign-in link up and opens a session, in one statement.</summary>
    /// <returns>Who is signed in; null when the link does not hold.</returns>
    public async Task<UserId?> SignInAsync(string token, NewSession session, CancellationToken cancel)
    {
        await addresses.AnsweredAsync("sign-in", token, session, cancel);
        return await database.QueryOnceAsync($"""
            WITH {Use("sign-in")},
            {NewSession.Open},
            noted AS (
                INSERT INTO audit_log (at, actor_id, user_id, action, details)
                SELECT $1, user_id, user_id, 'signed-in', jsonb_build_object('by', 'mail', 'device', $3) FROM opened)
            SELECT user_id FROM opened
            """,
            [.. session.Parameters(clock.GetUtcNow()), new() { Value = Secret.Hash(token) }],
            async (row, cancelled) => await row.ReadAsync(cancelled) ? (UserId?)new UserId(row.GetInt64(0)) : null, cancel, isUrgent: true);
    }
}
