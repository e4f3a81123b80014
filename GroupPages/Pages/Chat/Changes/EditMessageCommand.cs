using GroupPages.Access;
using GroupPages.Data;
using GroupPages.TagHelpers;

namespace GroupPages.Pages.Chat.Changes;

/// <summary>
/// Gives a message of one's own other words, within a day. The message is locked before the conversation, here as in
/// every change: then what the statement saw of it is true when the number is taken, so no number is taken in vain. What
/// the room's rules keep out of a new message an edit does not bring in: a muted member's words, a newcomer's links,
/// anything where only leaders write; nor, in a direct conversation, words to somebody who has blocked them since.
/// </summary>
public sealed class EditMessageCommand(Database database, TimeProvider clock)
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private const string Sql = $"""
        WITH message AS (
            SELECT m.text, m.created_at, $4 = '' AND m.photo_count = 0 AS is_empty, m.deleted_at IS NULL AND m.hidden_at IS NULL AS is_open,
                CASE WHEN w.muted_until > $5 THEN 'muted' WHEN w.user_id IS NOT NULL AND g.room_writers = 'leaders' THEN 'leaders'
                    WHEN $7 AND NOT g.newcomers_share AND w.joined_at > $6 THEN 'newcomer'
                    WHEN NOT {ConversationRights.HasSomebodyToWriteTo} THEN 'no longer'
                    WHEN $7 AND c.kind = 'direct' AND NOT may_share_in(c.id, $2, $6) THEN 'unanswered' END AS refused
            FROM messages m JOIN conversations c ON c.id = m.conversation_id
            LEFT JOIN groups g ON g.id = c.group_id LEFT JOIN memberships w ON w.group_id = c.group_id AND w.user_id = $2 AND w.role_id = 2
                AND NOT EXISTS (SELECT FROM users s WHERE s.id = $2 AND s.is_site_admin)
            WHERE m.conversation_id = $1 AND m.seq = $3 AND m.author_id = $2 AND {ConversationRights.Reads}
            FOR NO KEY UPDATE OF m),
        next AS (
            UPDATE conversations SET last_seq = last_seq + 1
            WHERE id = $1 AND EXISTS (SELECT FROM message WHERE is_open AND NOT is_empty AND refused IS NULL AND created_at > $6 AND text <> $4)
            RETURNING last_seq),
        kept AS (
            INSERT INTO message_versions (conversation_id, seq, changed_seq, text, replaced_at)
            SELECT $1, $3, last_seq, text, $5 FROM next, message),
        edited AS (
            UPDATE messages SET text = $4, edited_at = $5, changed_seq = next.last_seq FROM next WHERE conversation_id = $1 AND seq = $3),
        unnamed AS (
            DELETE FROM mentions USING next WHERE conversation_id = $1 AND seq = $3 AND user_id <> ALL($8)),
        named AS (
            INSERT INTO mentions (conversation_id, seq, user_id, name)
            SELECT $1, $3, n.user_id, n.name FROM next, unnest($8, $9) AS n(user_id, name)
            WHERE EXISTS (SELECT FROM participants p WHERE p.conversation_id = $1 AND p.user_id = n.user_id AND p.left_at IS NULL)
            ON CONFLICT (conversation_id, seq, user_id) DO UPDATE SET name = excluded.name)
        SELECT is_open, created_at > $6 OR text = $4, CASE WHEN is_empty THEN 'empty' WHEN text <> $4 THEN refused END FROM message
        """;

    /// <param name="text">May be empty where the message has photos.</param>
    /// <param name="named">Whom the text names now (<see cref="NamedPerson.In"/>).</param>
    /// <remarks>The same words again are no change, so a repeated try does no harm.</remarks>
    public Task<Change> RunAsync(ConversationId conversation, long seq, UserId by, string text, IReadOnlyList<NamedPerson> named, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return database.QueryAsync(Sql,
            [
                new() { Value = conversation.Value }, new() { Value = by.Value }, new() { Value = seq }, new() { Value = text },
                new() { Value = now }, new() { Value = now - Window }, new() { Value = LinkedText.HasLink(text) },
                new() { Value = named.Select(n => n.Id.Value).ToArray() }, new() { Value = named.Select(n => n.Name).ToArray() },
            ],
            async (row, token) => !await row.ReadAsync(token) ? Change.NotThere
                : !row.GetBoolean(0) ? Change.Closed
                : !row.GetBoolean(1) ? Change.TooLate
                : row.IsDBNull(2) ? Change.Done
                : row.GetString(2) switch
                {
                    "empty" => Change.Empty,
                    "muted" => Change.Muted,
                    "leaders" => Change.OnlyLeaders,
                    "newcomer" => Change.Newcomer,
                    "unanswered" => Change.Unanswered,
                    _ => Change.NoLonger,
                },
            cancel);
    }
}
