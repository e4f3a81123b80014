using GroupPages.Access;
using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Me.SignIn;

/// <summary>How I can sign in, and what I must show before I change it.</summary>
/// <param name="IsElsewhere">I am signed in on another phone or computer as well.</param>
/// <param name="Leads">I lead a group: no other leader can make a code for me.</param>
public sealed record SignInState(
    string? Email, bool IsConfirmed, string? Pending, string? PasswordHash, DateTimeOffset SignedInAt, bool IsRecent, bool IsElsewhere, bool Leads)
{
    public bool HasPassword => PasswordHash is not null;

    /// <summary>
    /// True when neither a password nor a recent sign-in shows that it is me: then a mail must. An account with nothing to show
    /// may get its first email and password by the session alone (docs/decisions/0020).
    /// </summary>
    public bool NeedsLink => !HasPassword && IsConfirmed && !IsRecent;
}

/// <summary>Reads how I can sign in.</summary>
public sealed class SignInStateQuery(IDbContextFactory<GroupPagesDb> contexts, TimeProvider clock)
{
    /// <summary>How long a sign-in counts as recent.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(15);

    public async Task<SignInState?> RunAsync(SessionSnapshot session, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var since = now - Recent;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Sessions.Where(s => s.Id == session.Id && s.UserId == session.UserId)
            .Select(s => new SignInState(s.User.Email, s.User.Email != null && s.User.EmailVerifiedAt != null,
                db.PendingEmails.Where(p => p.UserId == s.UserId).Select(p => p.Email).FirstOrDefault(),
                s.User.PasswordHash, s.CreatedAt, s.CreatedAt > since,
                db.Sessions.Any(other => other.UserId == s.UserId && other.Id != s.Id && other.ExpiresAt > now),
                db.Memberships.Any(m => m.UserId == s.UserId && m.RoleId == MemberRole.Leader && m.Group.DeletedAt == null)))
            .FirstOrDefaultAsync(cancel);
    }
}
