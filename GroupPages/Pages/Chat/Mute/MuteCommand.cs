using GroupPages.Data;

namespace GroupPages.Pages.Chat.Mute;

/// <summary>What somebody wants to hear of a conversation.</summary>
public enum Loudness
{
    Everything,

    /// <summary>Only what names them.</summary>
    Mentions,

    /// <summary>Nothing: muted, and not among the unread ones either.</summary>
    Nothing,
}

/// <summary>Makes a conversation loud or quiet for one reader. Nobody else knows.</summary>
public sealed class MuteCommand(Database database)
{
    /// <returns>False for whoever is no reader of it: 404.</returns>
    public async Task<bool> RunAsync(ConversationId conversation, UserId reader, Loudness loudness, CancellationToken cancel) => await database.ExecuteAsync(
        "UPDATE participants SET is_muted = $3, mentions_only = $4 WHERE conversation_id = $1 AND user_id = $2 AND left_at IS NULL",
        [
            new() { Value = conversation.Value }, new() { Value = reader.Value }, new() { Value = loudness == Loudness.Nothing },
            new() { Value = loudness == Loudness.Mentions },
        ], cancel) > 0;
}
