using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Chat;

/// <summary>A page of a conversation and the change number it is up to date with.</summary>
public sealed record MessagePage(IReadOnlyList<MessageView> Messages, long UpToSeq, bool HasOlder);

/// <summary>Reads messages. Each method is one statement, so what it returns is of one moment.</summary>
public sealed class MessagesQuery(Database database)
{
    public const int PageSize = 50;

    // Deleted and hidden words never leave the database.
    private const string Columns = $"""
        m.conversation_id, m.seq, m.changed_seq, m.author_id, coalesce(u.first_name, ''), coalesce(u.last_name, ''),
        CASE WHEN m.deleted_at IS NULL AND m.hidden_at IS NULL THEN m.text ELSE '' END, m.key, m.created_at,
        m.edited_at IS NOT NULL, m.deleted_at IS NOT NULL, m.hidden_at IS NOT NULL,
        CASE WHEN m.photo_count > 0 AND m.deleted_at IS NULL AND m.hidden_at IS NULL THEN ARRAY(
            SELECT {MessagePhoto.Column} FROM photos p
            WHERE p.conversation_id = m.conversation_id AND p.seq = m.seq ORDER BY p.position) END AS photos
        """;

    /// <summary>The latest messages, or those before a number; oldest first.</summary>
    public Task<MessagePage> PageAsync(ConversationId conversation, long? before, CancellationToken cancel) => database.QueryAsync($"""
        SELECT {Columns}, c.last_seq
        FROM conversations c
        LEFT JOIN LATERAL (
            SELECT * FROM messages WHERE conversation_id = c.id AND seq < $2 ORDER BY seq DESC LIMIT {PageSize + 1}) m ON true
        LEFT JOIN users u ON u.id = m.author_id
        WHERE c.id = $1
        ORDER BY m.seq
        """,
        [new() { Value = conversation.Value }, new() { Value = before ?? long.MaxValue }],
        async (reader, token) =>
        {
            List<MessageView> messages = [];
            var upTo = 0L;
            while (await reader.ReadAsync(token))
            {
                upTo = reader.GetInt64(reader.GetOrdinal("last_seq"));
                if (!reader.IsDBNull(0))
                    messages.Add(Read(reader));
            }
            var hasOlder = messages.Count > PageSize;
            return new MessagePage(hasOlder ? messages[1..] : messages, upTo, hasOlder);
        }, cancel);

    /// <summary>
    /// What changed after a number in each of several conversations, in the order of the changes, at most
    /// <paramref name="most"/> of each.
    /// </summary>
    public Task<List<MessageView>> ChangesAsync(
        IEnumerable<(ConversationId Id, long After)> conversations, int most, CancellationToken cancel)
    {
        var wanted = conversations.ToArray();
        return database.QueryAsync($"""
            SELECT {Columns}
            FROM unnest($1, $2) AS wanted(id, after)
            CROSS JOIN LATERAL (
                SELECT * FROM messages WHERE conversation_id = wanted.id AND changed_seq > wanted.after
                ORDER BY changed_seq LIMIT $3) m
            LEFT JOIN users u ON u.id = m.author_id
            ORDER BY m.conversation_id, m.changed_seq
            """,
            [
                new() { Value = wanted.Select(w => w.Id.Value).ToArray() }, new() { Value = wanted.Select(w => w.After).ToArray() },
                new() { Value = most },
            ], ReadAllAsync, cancel);
    }

    /// <summary>The number of the latest change of each conversation.</summary>
    public Task<Dictionary<ConversationId, long>> HeadsAsync(IEnumerable<ConversationId> conversations, CancellationToken cancel) =>
        database.QueryAsync("SELECT id, last_seq FROM conversations WHERE id = ANY($1)",
            [new() { Value = conversations.Select(id => id.Value).ToArray() }],
            async (reader, token) =>
            {
                Dictionary<ConversationId, long> heads = [];
                while (await reader.ReadAsync(token))
                    heads[new(reader.GetInt64(0))] = reader.GetInt64(1);
                return heads;
            }, cancel);

    private static async Task<List<MessageView>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        List<MessageView> messages = [];
        while (await reader.ReadAsync(cancel))
            messages.Add(Read(reader));
        return messages;
    }

    private static MessageView Read(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : new(row.GetInt64(3)), row.GetString(4), row.GetString(5),
        row.GetString(6), row.IsDBNull(7) ? null : row.GetString(7), row.GetFieldValue<DateTimeOffset>(8),
        row.GetBoolean(9), row.GetBoolean(10), row.GetBoolean(11))
    {
        Photos = row.GetOrdinal("photos") is var photos && row.IsDBNull(photos) ? [] : [.. row.GetFieldValue<string[]>(photos).Select(MessagePhoto.Parse)],
    };
}
