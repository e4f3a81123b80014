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
        return await OfAsync(visit.Card.People, cancel);
    }

    /// <summary>Whom a text names; without an "@" nobody is looked up.</summary>
    public async ValueTask<IReadOnlyList<NamedPerson>> NamedInAsync(string text, ConversationVisit visit, CancellationToken cancel) =>
        text.Contains('@', StringComparison.Ordinal) ? NamedPerson.In(text, await OfAsync(visit, cancel)) : [];

    /// <summary>The same for the first message of a direct conversation.</summary>
    public async ValueTask<IReadOnlyList<NamedPerson>> NamedInAsync(string text, IEnumerable<UserId> people, CancellationToken cancel) =>
        text.Contains('@', StringComparison.Ordinal) ? NamedPerson.In(text, await OfAsync(people, cancel)) : [];

    private async Task<IReadOnlyList<MemberCard>> OfAsync(IEnumerable<UserId> people, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Users.AsNoTracking().Where(u => u.DeletedAt == null && people.Contains(u.Id))
            .Select(u => new MemberCard(u.Id, u.FirstName, u.LastName, MemberRole.Member, u.CreatedAt) { Photo = u.Photo }).ToListAsync(cancel);
    }
}
