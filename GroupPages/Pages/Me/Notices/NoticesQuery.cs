using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Me.Notices;

/// <summary>A word from a group's leaders to one member.</summary>
public sealed record NoticeView(long Id, string Group, string Text, DateTimeOffset At);

/// <summary>What somebody has not read yet, the oldest first. Asked only when their session says that there is something.</summary>
public sealed class NoticesQuery(IDbContextFactory<GroupPagesDb> contexts)
{
    public async Task<IReadOnlyList<NoticeView>> RunAsync(UserId user, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Notices.AsNoTracking().Where(n => n.UserId == user && n.ReadAt == null).OrderBy(n => n.Id).Take(5)
            .Select(n => new NoticeView(n.Id, db.Groups.Where(g => g.Id == n.GroupId).Select(g => g.Name).FirstOrDefault() ?? "", n.Text, n.CreatedAt))
            .ToListAsync(cancel);
    }
}
