using GroupPages.Data;

namespace GroupPages.Access;

/// <summary>A conversation as one person may see it: proof that the door was passed.</summary>
/// <param name="Group">The group whose room it is; null for a direct conversation.</param>
public sealed record ConversationVisit(ConversationCard Card, UserId UserId, GroupVisit? Group)
{
    /// <summary>May hide what others wrote. Nobody leads a direct conversation.</summary>
    public bool IsLeader => Group is { IsLeader: true };

    /// <summary>The address of its page.</summary>
    public string Path => Group is { } group ? $"/g/{group.Card.Slug}/chat" : $"/chat/{Card.Id}";

    /// <summary>A member's visit to the group's room.</summary>
    public static ConversationVisit Of(GroupVisit group) =>
        new(new(group.Card.Room, group.Card.Id, "", new HashSet<UserId>()), group.UserId!.Value, group);
}

/// <summary>
/// The only door to a conversation: the members of a room's group, the people of a direct conversation. Null for whoever
/// may not read it, site admins at other people's direct conversations included: the caller answers 404.
/// </summary>
public sealed class ConversationAccess(CurrentUser me, Conversations conversations, GroupAccess groups)
{
    public async ValueTask<ConversationVisit?> AsReaderAsync(ConversationId id, CancellationToken cancel)
    {
        if (me.Id is not { } user || await conversations.FindAsync(id, cancel) is not { } card)
            return null;
        if (card.GroupId is { } group)
            return await groups.AsMemberAsync(group, cancel) is { } visit ? new(card, user, visit) : null;
        return card.People.Contains(user) ? new(card, user, null) : null;
    }
}
