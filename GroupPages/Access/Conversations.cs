using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Access;

/// <summary>A conversation and who may read it: a room's group, or the people of a direct conversation who have not left it.</summary>
/// <param name="GroupId">The group whose room it is; null for a direct conversation.</param>
/// <param name="Name">What its people call a direct conversation; empty for one without a name, and for rooms.</param>
/// <param name="People">Who takes part in a direct conversation; empty for a room, where the membership decides.</param>
public sealed record ConversationCard(ConversationId Id, GroupId? GroupId, string Name, IReadOnlySet<UserId> People)
{
    public bool IsRoom => GroupId is not null;
}

/// <summary>The conversations in memory. The listener drops a direct one when its people or its name change; a room's card never does.</summary>
public sealed class Conversations(IDbContextFactory<GroupPagesDb> contexts, NewsState news, TimeProvider clock)
{
    private readonly SnapshotCache<ConversationId, ConversationCard> cards = new(
        async (id, cancel) =>
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var found = await db.Conversations.AsNoTracking().Where(c => c.Id == id)
                .Select(c => new
                {
                    c.GroupId,
                    c.Name,
                    People = db.Participants.Where(p => c.GroupId == null && p.ConversationId == c.Id && p.LeftAt == null).Select(p => p.UserId).ToList(),
                })
                .FirstOrDefaultAsync(cancel);
            return found is null ? null : new(id, found.GroupId, found.Name, found.People.ToHashSet());
        },
        news, clock, life: TimeSpan.FromHours(1), capacity: 10_000);

    public ValueTask<ConversationCard?> FindAsync(ConversationId id, CancellationToken cancel) => cards.GetAsync(id, cancel);

    public void Drop(ConversationId id) => cards.Drop(id);

    public void DropAll() => cards.DropAll();
}
