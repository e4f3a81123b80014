using GroupPages.Data;
using Npgsql;

namespace GroupPages.Live;

/// <summary>How far one reader is in one conversation.</summary>
/// <param name="Head">How far the conversation is.</param>
/// <param name="Read">How many of its messages the reader has seen.</param>
public sealed record ReaderRow(UserId Reader, ConversationId Conversation, GroupId? Group, ReadMark Head, long Read, bool IsMuted);

/// <summary>Reads how far people have read, many of them in one statement.</summary>
public sealed class UnreadQuery(Database database)
{
    public Task<ILookup<UserId, ReaderRow>> RunAsync(IReadOnlyCollection<UserId> readers, CancellationToken cancel) => database.QueryAsync("""
        SELECT p.user_id, c.id, c.group_id, c.last_seq, c.message_count, p.read_count, p.is_muted
        FROM participants p JOIN conversations c ON c.id = p.conversation_id LEFT JOIN groups g ON g.id = c.group_id
        WHERE p.user_id = ANY($1) AND p.left_at IS NULL AND g.deleted_at IS NULL
        """,
        [new() { Value = readers.Select(reader => reader.Value).ToArray() }],
        async (row, token) =>
        {
            List<ReaderRow> rows = [];
            while (await row.ReadAsync(token))
                rows.Add(Read(row));
            return rows.ToLookup(found => found.Reader);
        }, cancel);

    private static ReaderRow Read(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)), new(row.GetInt64(1)), row.IsDBNull(2) ? null : new(row.GetInt64(2)), new(row.GetInt64(3), row.GetInt64(4)),
        row.GetInt64(5), row.GetBoolean(6));
}
