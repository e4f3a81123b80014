using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Chat.Changes;

/// <summary>Takes back a message of one's own: its place stays, its words go where only a report finds them, its reactions end.</summary>
public sealed class DeleteMessageCommand(Database database, TimeProvider clock)
{
    // A reaction of the same moment, which this statement does not see, stays behind unseen: nothing of a deleted message is shown.
    private const string Sql = $"""
        WITH message AS (
            SELECT m.text, m.deleted_at FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.seq = $3 AND m.author_id = $2 AND {ConversationRights.Reads}
            FOR NO KEY UPDATE OF m),
        next AS (
            UPDATE conversations SET last_seq = last_seq + 1
            WHERE id = $1 AND EXISTS (SELECT FROM message WHERE deleted_at IS NULL)
            RETURNING last_seq),
        kept AS (
            INSERT INTO message_versions (conversation_id, seq, changed_seq, text, replaced_at)
            SELECT $1, $3, last_seq, text, $4 FROM next, message),
        unmentioned AS (DELETE FROM mentions USING next WHERE conversation_id = $1 AND seq = $3),
        unreacted AS (DELETE FROM reactions USING next WHERE conversation_id = $1 AND seq = $3),
        deleted AS (
            UPDATE messages SET text = '', deleted_at = $4, changed_seq = next.last_seq FROM next WHERE conversation_id = $1 AND seq = $3)
        SELECT FROM message
        """;

    /// <remarks>What is deleted already stays so: a repeated try does no harm.</remarks>
    public Task<Change> RunAsync(ConversationId conversation, long seq, UserId by, CancellationToken cancel) => database.QueryAsync(Sql,
        [new() { Value = conversation.Value }, new() { Value = by.Value }, new() { Value = seq }, new() { Value = clock.GetUtcNow() }],
        async (row, token) => await row.ReadAsync(token) ? Change.Done : Change.NotThere, cancel);
}
