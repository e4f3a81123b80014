namespace GroupPages.Tests.Support;

/// <summary>Messages, direct conversations, reports and notices put straight into the database.</summary>
public static class SafetyRows
{
    /// <summary>A message in the group's room.</summary>
    public static Task<long> NewMessageAsync(this TestGroup group, long author, string text) => group.Site.NewMessageAsync(group.Room, author, text);

    /// <returns>Its number.</returns>
    public static Task<long> NewMessageAsync(this TestSite site, long conversation, long author, string text) => site.SqlAsync<long>("""
        WITH next AS (
            UPDATE conversations SET last_seq = last_seq + 1, message_count = message_count + 1, last_message_at = now() WHERE id = $1
            RETURNING last_seq, message_count)
        INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
        SELECT $1, last_seq, last_seq, message_count, $2, $3 FROM next RETURNING seq
        """, conversation, author, text);

    /// <summary>A direct conversation of these people.</summary>
    public static async Task<long> NewDirectAsync(this TestSite site, params long[] people)
    {
        var pair = people.Length == 2 ? $"{people.Min()}:{people.Max()}" : (object)DBNull.Value;
        var id = await site.SqlAsync<long>("INSERT INTO conversations (kind, pair) VALUES ('direct', $1::text) RETURNING id", pair);
        await site.SqlAsync("INSERT INTO participants (conversation_id, user_id) SELECT $1, unnest($2)", id, people);
        return id;
    }

    /// <summary>An open report of a message in the group's room, as advertising.</summary>
    public static Task<long> NewReportAsync(this TestGroup group, long seq, long reporter) => group.Site.SqlAsync<long>("""
        INSERT INTO reports (group_id, conversation_id, seq, reporter_id, reason_id, said)
        SELECT $1, conversation_id, seq, $4, 2, text FROM messages WHERE conversation_id = $2 AND seq = $3 RETURNING id
        """, group.Id, group.Room, seq, reporter);

    public static Task<long> NewNoticeAsync(this TestGroup group, long user, string text) =>
        group.Site.SqlAsync<long>("INSERT INTO notices (user_id, group_id, text) VALUES ($1, $2, $3) RETURNING id", user, group.Id, text);
}
