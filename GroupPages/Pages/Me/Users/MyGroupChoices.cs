using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Me.Users;

/// <summary>The groups I am a member of, to bring somebody into: past their lobby, by name.</summary>
public sealed class MyGroupChoices(IDbContextFactory<GroupPagesDb> contexts)
{
    public async Task<IReadOnlyList<GroupChoice>> RunAsync(UserId me, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var groups = await db.Memberships.AsNoTracking()
            .Where(m => m.UserId == me && m.RoleId != MemberRole.Guest && m.Group.DeletedAt == null)
            .OrderBy(m => m.Group.Name).Select(m => new { m.GroupId, m.Group.Name }).ToListAsync(cancel);
        return [.. groups.Select(group => new GroupChoice(group.GroupId.Value, group.Name, IsIn: false))];
    }
}
