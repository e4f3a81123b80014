using GroupPages.Data;

namespace GroupPages.Pages.Chat.Mute;

/// <summary>Makes a conversation quiet for one reader, or loud again: it no longer counts in their badges. Nobody else knows.</summary>
public sealed class MuteCommand(Database database)
{
    /// <returns>False for whoever is no reader of it: 404.</returns>
    public async Task<bool> RunAsync(ConversationId conversation, UserId reader, bool isOn, CancellationToken cancel) => await database.ExecuteAsync(
        "UPDATE participants SET is_muted = $3 WHERE conversation_id = $1 AND user_id = $2 AND left_at IS NULL",
        [new() { Value = conversation.Value }, new() { Value = reader.Value }, new() { Value = isOn }], cancel) > 0;
}
