using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary>Joins that were undone and can still be put back.</summary>
public sealed record Undo(long Id, DateTimeOffset At, string By, int People);

/// <summary>What was undone of a code within the grace.</summary>
public sealed class UndosQuery(IDbContextFactory<GroupPagesDb> contexts, TimeProvider clock)
{
    public async Task<IReadOnlyList<Undo>> RunAsync(GroupId group, JoinCodeId code, CancellationToken cancel)
    {
        var oldest = clock.GetUtcNow() - UndoJoinsCommand.Grace;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.UndoneJoins.AsNoTracking()
            .Where(u => u.GroupId == group && u.JoinCodeId == code && u.PutBackAt == null && u.UndoneAt > oldest)
            .OrderByDescending(u => u.UndoneAt)
            .Select(u => new Undo(u.Id, u.UndoneAt, db.Users.Where(by => by.Id == u.UndoneBy).Select(by => by.FirstName).FirstOrDefault() ?? "somebody",
                db.UndoneMembers.Count(m => m.UndoneId == u.Id)))
            .ToListAsync(cancel);
    }
}
