using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Chat.Changes;

/// <summary>Hides what somebody wrote from the group's room, or shows it again; noted in the group's log by the same statement.</summary>
public sealed class HideMessageCommand(Database database, TimeProvider clock)
{
    private const string Sql = $"""
        WITH message AS (
            SELECT c.group_id, m.author_id, m.hidden_at IS NOT NULL AS is_hidden, m.deleted_at IS NOT NULL AS is_deleted
            FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.seq = $3 AND {ConversationRights.Leads}
            FOR NO KEY UPDATE OF m),
        next AS (
            UPDATE conversations SET last_seq = last_seq + 1
            WHERE id = $1 AND EXISTS (SELECT FROM message WHERE NOT is_deleted AND is_hidden <> $5)
            RETURNING last_seq),
        hidden AS (
            UPDATE messages SET hidden_at = CASE WHEN $5 THEN $4 END, hidden_by = CASE WHEN $5 THEN $2 END,
                hidden_reason = CASE WHEN $5 THEN $6 ELSE '' END, changed_seq = next.last_seq
            FROM next WHERE conversation_id = $1 AND seq = $3),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
            SELECT $4, group_id, $2, author_id, CASE WHEN $5 THEN 'message-hidden' ELSE 'message-shown' END,
                jsonb_build_object('conversation', $1, 'seq', $3, 'reason', $6)
            FROM next, message)
        SELECT is_deleted FROM message
        """;

    /// <param name="reason">Why, in the leader's words; at most 280 characters.</param>
    /// <remarks>What is hidden, or shown, already stays so: a repeated try does no harm.</remarks>
    public Task<Change> RunAsync(ConversationId conversation, long seq, UserId by, bool isHidden, string reason, CancellationToken cancel) =>
        database.QueryAsync(Sql,
            [
                new() { Value = conversation.Value }, new() { Value = by.Value }, new() { Value = seq },
                new() { Value = clock.GetUtcNow() }, new() { Value = isHidden }, new() { Value = reason },
            ],
            async (row, token) => !await row.ReadAsync(token) ? Change.NotThere : row.GetBoolean(0) ? Change.Closed : Change.Done, cancel);
}
