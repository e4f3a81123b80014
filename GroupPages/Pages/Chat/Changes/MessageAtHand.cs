using GroupPages.Access;

namespace GroupPages.Pages.Chat.Changes;

/// <summary>One message, its reader, and what that reader may do with it.</summary>
public sealed record MessageAtHand(ConversationVisit Visit, MessageView Message, HiddenMessage? Hidden, DateTimeOffset Now)
{
    public bool IsMine => Message.AuthorId == Visit.UserId;

    public bool MayReact => Message.IsReadable;

    public bool MayEdit => IsMine && Message.IsReadable && Message.CreatedAt > Now - EditMessageCommand.Window;

    public bool MayDelete => IsMine && !Message.IsDeleted;

    public bool MayHide => Visit.IsLeader && Message.IsReadable;
}

/// <summary>The door to one message: the conversation's door first.</summary>
public sealed class MessageDoor(ConversationAccess access, MessagesQuery messages, HiddenMessageQuery hidden, TimeProvider clock)
{
    public ValueTask<ConversationVisit?> EnterAsync(long conversation, CancellationToken cancel) => access.AsReaderAsync(new(conversation), cancel);

    /// <returns>Null for whoever may not read the conversation, and where it has no message of that number.</returns>
    public async Task<MessageAtHand?> FindAsync(long conversation, long seq, CancellationToken cancel)
    {
        if (await EnterAsync(conversation, cancel) is not { } visit || await messages.OneAsync(visit.Card.Id, seq, cancel) is not { } message)
            return null;
        var said = visit.IsLeader && message is { IsHidden: true, IsDeleted: false } ? await hidden.RunAsync(visit.Card.Id, seq, cancel) : null;
        return new(visit, message, said, clock.GetUtcNow());
    }
}
