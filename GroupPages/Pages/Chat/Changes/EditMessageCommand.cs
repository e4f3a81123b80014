using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Chat.Changes;

/// <summary>
/// Gives a message of one's own other words, within a day. The message is locked before the conversation, here as in
/// every change: then what the statement saw of it is true when the number is taken, so no number is taken in vain.
/// </summary>
public sealed class EditMessageCommand(Database database, TimeProvider clock)
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private const string Sql = $"""
        WITH message AS (
            SELECT m.text, m.created_at, m.deleted_at IS NULL AND m.hidden_at IS NULL AS is_open
            FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.seq = $3 AND m.author_id = $2 AND {ConversationRights.Reads}
            FOR NO KEY UPDATE OF m),
        next AS (
            UPDATE conversations SET last_seq = last_seq + 1
            WHERE id = $1 AND EXISTS (SELECT FROM message WHERE is_open AND created_at > $6 AND text <> $4)
            RETURNING last_seq),
        kept AS (
            INSERT INTO message_versions (conversation_id, seq, changed_seq, text, replaced_at)
            SELECT $1, $3, last_seq, text, $5 FROM next, message),
        edited AS (
            UPDATE messages SET text = $4, edited_at = $5, changed_seq = next.last_seq FROM next WHERE conversation_id = $1 AND seq = $3)
        SELECT is_open, created_at > $6 OR text = $4 FROM message
        """;

    /// <remarks>The same words again are no change, so a repeated try does no harm.</remarks>
    public Task<Change> RunAsync(ConversationId conversation, long seq, UserId by, string text, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return database.QueryAsync(Sql,
            [
                new() { Value = conversation.Value }, new() { Value = by.Value }, new() { Value = seq }, new() { Value = text },
                new() { Value = now }, new() { Value = now - Window },
            ],
            async (row, token) => !await row.ReadAsync(token) ? Change.NotThere
                : !row.GetBoolean(0) ? Change.Closed
                : row.GetBoolean(1) ? Change.Done : Change.TooLate,
            cancel);
    }
}
