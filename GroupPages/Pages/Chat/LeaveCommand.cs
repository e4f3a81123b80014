using GroupPages.Data;

namespace GroupPages.Pages.Chat;

/// <summary>Leaves a direct conversation: what comes after is not for whoever left. A room is left with its group.</summary>
public sealed class LeaveCommand(Database database, TimeProvider clock)
{
    /// <returns>False when the user is not in it.</returns>
    public async Task<bool> RunAsync(ConversationId conversation, UserId user, CancellationToken cancel) => await database.ExecuteAsync("""
        UPDATE participants p SET left_at = $3 FROM conversations c
        WHERE c.id = $1 AND c.kind = 'direct' AND p.conversation_id = c.id AND p.user_id = $2 AND p.left_at IS NULL
        """,
        [new() { Value = conversation.Value }, new() { Value = user.Value }, new() { Value = clock.GetUtcNow() }], cancel) > 0;
}
