using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Me;

/// <summary>My groups, by name.</summary>
public sealed class MyGroupsQuery(IDbContextFactory<GroupPagesDb> contexts)
{
    public async Task<IReadOnlyList<MyGroup>> RunAsync(UserId me, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Memberships.AsNoTracking()
            .Where(m => m.UserId == me && m.Group.DeletedAt == null)
            .OrderBy(m => m.Group.Name)
            .Select(m => new MyGroup(m.Group.Slug, m.Group.Name, m.RoleId))
            .ToListAsync(cancel);
    }
}
