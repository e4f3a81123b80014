using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Me.Blocked;

/// <summary>Somebody I have blocked.</summary>
public sealed record BlockedPerson(UserId Id, string FirstName, string LastName, DateTimeOffset Since)
{
    /// <summary>The key of their photo; null without one.</summary>
    public string? Photo { get; init; }

    public string FullName => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>Whom I have blocked, the latest first.</summary>
public sealed class BlockedPeopleQuery(IDbContextFactory<GroupPagesDb> contexts)
{
    public async Task<IReadOnlyList<BlockedPerson>> RunAsync(UserId me, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Blocks.AsNoTracking().Where(b => b.UserId == me)
            .Join(db.Users, b => b.OtherId, u => u.Id, (b, u) => new { b.CreatedAt, u.Id, u.FirstName, u.LastName, u.Photo })
            .OrderByDescending(b => b.CreatedAt).Take(500)
            .Select(b => new BlockedPerson(b.Id, b.FirstName, b.LastName, b.CreatedAt) { Photo = b.Photo }).ToListAsync(cancel);
    }
}
