using GroupPages.Data;

namespace GroupPages.Pages.Chat;

/// <summary>Gives a direct conversation of more than two a name, for everybody in it.</summary>
public sealed class RenameConversationCommand(Database database)
{
    /// <param name="name">Empty to call it by its people again.</param>
    /// <returns>False when the user is not in it, or it is between two.</returns>
    public async Task<bool> RunAsync(ConversationId conversation, UserId user, string name, CancellationToken cancel) => await database.ExecuteAsync("""
        UPDATE conversations c SET name = $3
        WHERE c.id = $1 AND c.kind = 'direct' AND c.pair IS NULL
            AND EXISTS (SELECT FROM participants p WHERE p.conversation_id = c.id AND p.user_id = $2 AND p.left_at IS NULL)
        """,
        [new() { Value = conversation.Value }, new() { Value = user.Value }, new() { Value = name }], cancel) > 0;
}
