namespace GroupPages.Tests.Support;

/// <summary>Conversations and their messages, put straight into a site's database.</summary>
public static class ConversationRows
{
    /// <summary>A direct conversation of these people.</summary>
    public static Task<long> NewDirectAsync(this TestSite site, params long[] users) => site.SqlAsync<long>("""
        WITH made AS (INSERT INTO conversations (kind) VALUES ('direct') RETURNING id),
        people AS (INSERT INTO participants (conversation_id, user_id) SELECT made.id, unnest($1) FROM made)
        SELECT id FROM made
        """, users);

    /// <summary>Writes one message into a conversation.</summary>
    /// <returns>Its number.</returns>
    public static Task<long> WriteAsync(this TestSite site, long conversation, long author, string text) => site.SqlAsync<long>("""
        WITH next AS (
            UPDATE conversations SET last_seq = last_seq + 1, message_count = message_count + 1, last_message_at = now() WHERE id = $1
            RETURNING last_seq, message_count)
        INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
        SELECT $1, last_seq, last_seq, message_count, $2, $3 FROM next RETURNING seq
        """, conversation, author, text);
}
