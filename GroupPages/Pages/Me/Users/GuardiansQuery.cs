using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Me.Users;

/// <summary>Who looks after somebody, by name. Asked on leaders' pages of managed users only.</summary>
public sealed class GuardiansQuery(IDbContextFactory<GroupPagesDb> contexts)
{
    public async Task<IReadOnlyList<string>> RunAsync(UserId user, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Guardians.AsNoTracking().Where(g => g.UserId == user)
            .Join(db.Users.Where(u => u.DeletedAt == null), g => g.GuardianId, u => u.Id, (g, u) => (u.FirstName + " " + u.LastName).Trim())
            .OrderBy(name => name).ToListAsync(cancel);
    }
}
