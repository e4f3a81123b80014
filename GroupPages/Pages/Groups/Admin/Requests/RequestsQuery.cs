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
}
