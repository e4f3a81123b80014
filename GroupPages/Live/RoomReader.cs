using GroupPages.Data;
using GroupPages.Pages.Chat;

namespace GroupPages.Live;

/// <summary>Turns messages into frames: read in one query, rendered once, whoever and however many will see them.</summary>
internal sealed class RoomReader(MessagesQuery messages, FragmentRenderer fragments)
{
    /// <summary>What a room begins with: its latest changes, so that a crowd coming back is served from memory.</summary>
    public async Task<Log> ReadStartAsync(ConversationId id, CancellationToken cancel)
    {
        var heads = await messages.HeadsAsync([id], cancel);
        var tail = Math.Max(0, heads.GetValueOrDefault(id) - Log.Capacity);
        var frames = await ReadAsync([(id, tail)], Log.Capacity, cancel);
        return new Log(tail).With(frames.GetValueOrDefault(id, []));
    }

    /// <summary>The frames of what changed after a number, of several conversations at once.</summary>
    public async Task<Dictionary<ConversationId, List<Frame>>> ReadAsync(
        IEnumerable<(ConversationId Id, long After)> conversations, int most, CancellationToken cancel)
    {
        var changes = await messages.ChangesAsync(conversations, most, cancel);
        Dictionary<ConversationId, List<Frame>> frames = [];
        foreach (var message in changes)
        {
            if (!frames.TryGetValue(message.Conversation, out var ofRoom))
                frames[message.Conversation] = ofRoom = [];
            ofRoom.Add(await DrawAsync(message));
        }
        return frames;
    }

    /// <summary>The frame of a message as it is.</summary>
    public async Task<Frame> DrawAsync(MessageView message)
    {
        var html = await fragments.RenderAsync("/Pages/Chat/_Message.cshtml", MessageOnPage.Shared(message));
        return Frame.Message(message.ChangedSeq, message.Seq, html) with { PostedAt = message.ChangedSeq == message.Seq ? message.CreatedAt : null };
    }

    /// <summary>The number of the latest change, read now.</summary>
    public async Task<long> ReadHeadAsync(ConversationId id, CancellationToken cancel) =>
        (await messages.HeadsAsync([id], cancel)).GetValueOrDefault(id);
}
