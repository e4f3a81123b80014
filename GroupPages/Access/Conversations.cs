using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Access;

/// <summary>A conversation and whose it is.</summary>
public sealed record ConversationCard(ConversationId Id, GroupId GroupId);

/// <summary>Which group a conversation belongs to: it never changes, so memory may keep it.</summary>
public sealed class Conversations(IDbContextFactory<GroupPagesDb> contexts, NewsState news, TimeProvider clock)
{
    private readonly SnapshotCache<ConversationId, ConversationCard> cards = new(
        async (id, cancel) =>
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await db.Conversations.AsNoTracking().Where(c => c.Id == id && c.GroupId != null)
                .Select(c => new ConversationCard(c.Id, c.GroupId!.Value)).FirstOrDefaultAsync(cancel);
        },
        news, clock, life: TimeSpan.FromHours(12), capacity: 10_000);

    public ValueTask<ConversationCard?> FindAsync(ConversationId id, CancellationToken cancel) => cards.GetAsync(id, cancel);
}
