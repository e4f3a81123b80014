using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Groups.Admin.Requests;

/// <summary>Somebody in the lobby.</summary>
/// <param name="By">The label of the code they came by; empty when it has none, or it was a personal one.</param>
public sealed record Waiting(UserId User, string FirstName, string LastName, DateTimeOffset Since, string By)
{
    /// <summary>The key of their photo; null without one.</summary>
    public string? Photo { get; init; }
}

/// <summary>Somebody says they were here before; or was, and their old account took the new one over.</summary>
/// <param name="User">The new account.</param>
/// <param name="Old">The account that took it over; null while nobody has decided.</param>
/// <param name="By">The first name of who decided.</param>
public sealed record ReclaimView(
    long Id, UserId User, string FirstName, string LastName, string Words, DateTimeOffset AskedAt, UserId? Old, DateTimeOffset? DecidedAt, string By);

/// <summary>Who waits to be let in, the first comer first.</summary>
public sealed class RequestsQuery(IDbContextFactory<GroupPagesDb> contexts)
{
    // More than fit on a screen, few enough for a page: the rest come up as these are let in.
    public const int Most = 200;

    public async Task<IReadOnlyList<Waiting>> WaitingAsync(GroupId group, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Memberships.AsNoTracking()
            .Where(m => m.GroupId == group && m.RoleId == MemberRole.Guest && m.User.DeletedAt == null)
            .OrderBy(m => m.JoinedAt).ThenBy(m => m.UserId).Take(Most)
            .Select(m => new Waiting(m.UserId, m.User.FirstName, m.User.LastName, m.JoinedAt,
                db.JoinCodes.Where(c => c.Id == m.JoinCodeId).Select(c => c.Label).FirstOrDefault() ?? "")
            {
                Photo = m.User.Photo,
            })
            .ToListAsync(cancel);
    }

    /// <summary>Open requests of "been here before", and those that were granted within the grace: these can still be taken back.</summary>
    public async Task<IReadOnlyList<ReclaimView>> ReclaimsAsync(GroupId group, DateTimeOffset grantedAfter, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Reclaims.AsNoTracking()
            .Where(r => r.GroupId == group && (r.DecidedAt == null
                ? db.Memberships.Any(m => m.GroupId == group && m.UserId == r.UserId)
                : r.Outcome == "merged" && r.UndoneAt == null && r.DecidedAt > grantedAfter))
            .OrderBy(r => r.Id).Take(Most)
            .Join(db.Users, r => r.UserId, u => u.Id, (r, u) => new ReclaimView(r.Id, u.Id, u.FirstName, u.LastName, r.Words, r.AskedAt,
                r.OldId, r.DecidedAt, db.Users.Where(by => by.Id == r.DecidedBy).Select(by => by.FirstName).FirstOrDefault() ?? "somebody"))
            .ToListAsync(cancel);
    }
}
