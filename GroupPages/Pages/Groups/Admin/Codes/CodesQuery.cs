using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary>A group code as its leaders see it.</summary>
/// <param name="MadeBy">The first name of who made it.</param>
public sealed record GroupCode(
    JoinCodeId Id, string Code, CodeTerms Terms, int Uses, bool IsRevoked, DateTimeOffset CreatedAt, string MadeBy)
{
    public string Name => Terms.Label.Length > 0 ? Terms.Label : "Group code";

    /// <summary>What it does at this moment, in a word: <c>open</c>, <c>withdrawn</c>, <c>ended</c>, <c>full</c>, <c>not open yet</c>.</summary>
    public string StateAt(DateTimeOffset now) =>
        IsRevoked ? "withdrawn" : Terms.ExpiresAt <= now ? "ended" : Uses >= Terms.UseLimit ? "full" : Terms.StartsAt > now ? "not open yet" : "open";

    /// <summary>Why nobody joins by it any more; null while it is of use.</summary>
    public string? WhyClosed(DateTimeOffset now) => StateAt(now) switch
    {
        "withdrawn" => "Nobody joins by this code: it was withdrawn.",
        "ended" => "Nobody joins by this code any more: its time is over.",
        "full" => "Nobody joins by this code any more: as many as it was made for have joined.",
        _ => null,
    };

    /// <summary>What would let it work again, besides its switch, on the page where that can be done.</summary>
    public string? HowToOpen(DateTimeOffset now) => StateAt(now) switch
    {
        "ended" => "Choose a later end below, or make a new one.",
        "full" => "Raise the number below, or make a new one.",
        _ => null,
    };
}

/// <summary>Somebody who came by a code and is still there.</summary>
public sealed record Arrival(UserId User, DateTimeOffset JoinedAt, MemberRole Role);

/// <summary>The codes of a group that its leaders made: personal ones are their owners' own.</summary>
public sealed class CodesQuery(IDbContextFactory<GroupPagesDb> contexts)
{
    // A group has a handful; somebody who makes one each week still finds two years of them.
    private const int Most = 100;

    public async Task<IReadOnlyList<GroupCode>> RunAsync(GroupId group, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Shown(Of(db, group).OrderBy(c => c.RevokedAt != null).ThenByDescending(c => c.CreatedAt).Take(Most)).ToListAsync(cancel);
    }

    /// <summary>One code; null when the group has none of that number.</summary>
    public async Task<GroupCode?> FindAsync(GroupId group, JoinCodeId id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Shown(Of(db, group).Where(c => c.Id == id)).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Who came by a code and is there, the latest first.</summary>
    public async Task<IReadOnlyList<Arrival>> ArrivalsAsync(GroupId group, JoinCodeId id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Memberships.AsNoTracking().Where(m => m.JoinCodeId == id && m.GroupId == group && m.User.DeletedAt == null)
            .OrderByDescending(m => m.JoinedAt).ThenByDescending(m => m.UserId)
            .Select(m => new Arrival(m.UserId, m.JoinedAt, m.RoleId)).ToListAsync(cancel);
    }

    private static IQueryable<JoinCode> Of(GroupPagesDb db, GroupId group) =>
        db.JoinCodes.AsNoTracking().Where(c => c.GroupId == group && c.Kind == "group");

    private static IQueryable<GroupCode> Shown(IQueryable<JoinCode> codes) => codes.Select(c => new GroupCode(
        c.Id, c.Code, new CodeTerms(c.Label, null, c.StartsAt, c.ExpiresAt, c.UseLimit, c.Lobby), c.Uses, c.RevokedAt != null, c.CreatedAt, c.Owner.FirstName));
}
