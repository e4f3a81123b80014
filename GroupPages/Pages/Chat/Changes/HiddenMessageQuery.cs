using GroupPages.Data;

namespace GroupPages.Pages.Chat.Changes;

/// <summary>A hidden message as its leaders see it on its own page, and nobody anywhere else.</summary>
public sealed record HiddenMessage(string Text, string Reason, string By, DateTimeOffset At, int Photos);

/// <summary>Reads what a hidden message said. For whoever passed the door as a leader only.</summary>
public sealed class HiddenMessageQuery(Database database)
{
    public Task<HiddenMessage?> RunAsync(ConversationId conversation, long seq, CancellationToken cancel) => database.QueryAsync("""
        SELECT m.text, m.hidden_reason, coalesce(btrim(u.first_name || ' ' || u.last_name), 'a leader'), m.hidden_at, m.photo_count
        FROM messages m LEFT JOIN users u ON u.id = m.hidden_by
        WHERE m.conversation_id = $1 AND m.seq = $2 AND m.hidden_at IS NOT NULL AND m.deleted_at IS NULL
        """,
        [new() { Value = conversation.Value }, new() { Value = seq }],
        async (row, token) => await row.ReadAsync(token)
            ? new HiddenMessage(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt16(4)) : null,
        cancel);
}
