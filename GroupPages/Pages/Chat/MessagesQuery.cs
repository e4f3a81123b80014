using GroupPages.Data;
using GroupPages.Live;
using Npgsql;

namespace GroupPages.Pages.Chat;

/// <summary>A page of a conversation and the change number it is up to date with.</summary>
/// <param name="HasNewer">False when it ends with the latest message.</param>
/// <param name="Head">The number it is up to date with, and how many messages there are.</param>
/// <param name="Read">How far its reader had read; null for a site admin, of whom no mark is kept.</param>
public sealed record MessagePage(IReadOnlyList<MessageView> Messages, bool HasOlder, bool HasNewer, ReadMark Head, ReadMark? Read)
{
    public long UpToSeq => Head.Seq;

    /// <summary>Whether its reader has muted the conversation.</summary>
    public bool IsMuted { get; init; }
}

/// <summary>Which page of a conversation: the latest messages, those before a number, or those around one.</summary>
/// <param name="Since">Where to draw the line above what is new; without it, where the reader's mark is.</param>
public readonly record struct PagePlace(long? Before, long? At, long? Since)
{
    public static PagePlace Of(long? before, long? at, long? since) =>
        new(before is > 0 ? before : null, before is > 0 || at is not > 0 ? null : at, since is >= 0 ? since : null);

    public bool IsLatest => Before is null && At is null;
}

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
            WHERE p.conversation_id = m.conversation_id AND p.seq = m.seq AND p.withdrawn_at IS NULL ORDER BY p.position) END AS photos,
        r.emoji, r.reactors, r.reactor_names,
        ARRAY(SELECT n.user_id || ' ' || n.name FROM mentions n WHERE n.conversation_id = m.conversation_id AND n.seq = m.seq) AS named,
        CASE WHEN u.deleted_at IS NULL THEN u.photo END AS face
        """;

    // One look into the key of reactions for each message; for most it finds nothing.
    private const string Reactions = """
        LEFT JOIN LATERAL (
            SELECT array_agg(r.emoji ORDER BY r.created_at, r.user_id) AS emoji,
                array_agg(r.user_id ORDER BY r.created_at, r.user_id) AS reactors,
                array_agg(btrim(a.first_name || ' ' || a.last_name) ORDER BY r.created_at, r.user_id) AS reactor_names
            FROM reactions r JOIN users a ON a.id = r.user_id
            WHERE r.conversation_id = m.conversation_id AND r.seq = m.seq AND m.deleted_at IS NULL AND m.hidden_at IS NULL) r ON true
        """;

    /// <summary>A page of messages, oldest first, as <paramref name="reader"/> finds it.</summary>
    public Task<MessagePage> PageAsync(ConversationId conversation, UserId? reader, PagePlace place, CancellationToken cancel)
    {
        var split = place.Before ?? place.At ?? long.MaxValue;
        var (below, above) = place.At is null ? (PageSize, 0) : (PageSize / 2, PageSize / 2);
        return database.QueryAsync($"""
            SELECT {Columns}, c.last_seq, c.message_count, p.last_read_seq, p.read_count, coalesce(p.is_muted, false)
            FROM conversations c
            LEFT JOIN participants p ON p.conversation_id = c.id AND p.user_id = $2
            LEFT JOIN LATERAL (
                (SELECT * FROM messages WHERE conversation_id = c.id AND seq < $3 ORDER BY seq DESC LIMIT $4)
                UNION ALL
                (SELECT * FROM messages WHERE conversation_id = c.id AND seq >= $3 ORDER BY seq LIMIT $5)) m ON true
            LEFT JOIN users u ON u.id = m.author_id
            {Reactions}
            WHERE c.id = $1
            ORDER BY m.seq
            """,
            [
                new() { Value = conversation.Value }, new() { Value = reader?.Value ?? 0 }, new() { Value = split },
                new() { Value = below + 1 }, new() { Value = above == 0 ? 0 : above + 1 },
            ],
            (row, token) => ReadPageAsync(row, split, below, above, place.Before is not null, token), cancel);
    }

    private static async Task<MessagePage> ReadPageAsync(
        NpgsqlDataReader row, long split, int below, int above, bool hasNewer, CancellationToken cancel)
    {
        List<MessageView> before = [], after = [];
        var head = new ReadMark();
        ReadMark? read = null;
        var isMuted = false;
        while (await row.ReadAsync(cancel))
        {
            // What belongs to the conversation stands behind the message's own columns.
            var own = row.FieldCount - 5;
            head = new(row.GetInt64(own), row.GetInt64(own + 1));
            read = row.IsDBNull(own + 2) ? null : new(row.GetInt64(own + 2), row.GetInt64(own + 3));
            isMuted = row.GetBoolean(own + 4);
            if (row.IsDBNull(0))
                continue;
            var message = Read(row);
            (message.Seq < split ? before : after).Add(message);
        }
        return new([.. before.TakeLast(below), .. after.Take(above)], before.Count > below, hasNewer || after.Count > above, head, read) { IsMuted = isMuted };
    }

    /// <summary>One message as it is now; null when there is none of that number.</summary>
    public Task<MessageView?> OneAsync(ConversationId conversation, long seq, CancellationToken cancel) => database.QueryAsync($"""
        SELECT {Columns}
        FROM messages m
        LEFT JOIN users u ON u.id = m.author_id
        {Reactions}
        WHERE m.conversation_id = $1 AND m.seq = $2
        """,
        [new() { Value = conversation.Value }, new() { Value = seq }],
        async (reader, token) => await reader.ReadAsync(token) ? Read(reader) : null, cancel);

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
            {Reactions}
            ORDER BY m.conversation_id, m.changed_seq
            """,
            [
                new() { Value = wanted.Select(w => w.Id.Value).ToArray() }, new() { Value = wanted.Select(w => w.After).ToArray() },
                new() { Value = most },
            ], ReadAllAsync, cancel, isUrgent: true);
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
        Face = row.GetOrdinal("face") is var face && row.IsDBNull(face) ? null : row.GetString(face),
        Photos = row.GetOrdinal("photos") is var photos && row.IsDBNull(photos) ? [] : [.. row.GetFieldValue<string[]>(photos).Select(MessagePhoto.Parse)],
        Reactions = row.GetOrdinal("emoji") is var at && row.IsDBNull(at)
            ? [] : ReactionView.Gather(row.GetFieldValue<string[]>(at), row.GetFieldValue<long[]>(at + 1), row.GetFieldValue<string[]>(at + 2)),
        Named = [.. row.GetFieldValue<string[]>(row.GetOrdinal("named")).Select(NamedPerson.Read)],
    };
}
