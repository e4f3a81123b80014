using GroupPages.Access;
using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Chat;

/// <summary>Who is in a conversation, by name: a room's members from memory, a direct conversation's people in one query.</summary>
public sealed class ConversationPeople(IDbContextFactory<GroupPagesDb> contexts)
{
    public async ValueTask<IReadOnlyList<MemberCard>> OfAsync(ConversationVisit visit, CancellationToken cancel)
    {
        if (visit.Group is { } group)
            return group.Group.Members;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Users.AsNoTracking().Where(u => u.DeletedAt == null && visit.Card.People.Contains(u.Id))
            .Select(u => new MemberCard(u.Id, u.FirstName, u.LastName, MemberRole.Member, u.CreatedAt)).ToListAsync(cancel);
    }
}
