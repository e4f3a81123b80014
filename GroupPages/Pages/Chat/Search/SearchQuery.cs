using System.Globalization;
using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Chat.Search;

/// <summary>A message that was found.</summary>
/// <param name="Where">What its conversation is called: the group's name, or the people of a direct one.</param>
/// <param name="Place">The page it stands on.</param>
public sealed record FoundMessage(
    ConversationId Conversation, long Seq, UserId? AuthorId, string FirstName, string LastName, string Text, DateTimeOffset At, string Where, string Place)
{
    /// <summary>Its own place in the conversation.</summary>
    public string Path => $"{Place}?at={Seq}#m-{Conversation}-{Seq}";

    public string Author => FirstName.Length == 0 ? "Somebody who left" : LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>Where a page of results ends and the next begins: the last one shown.</summary>
public sealed record SearchCursor(DateTimeOffset At, long Conversation, long Seq)
{
    /// <summary>As it stands in an address: microseconds since 1970, conversation, number.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(At - DateTimeOffset.UnixEpoch).Ticks / 10}-{Conversation}-{Seq}");

    /// <summary>Null for what is not one of ours.</summary>
    public static SearchCursor? Parse(string? text)
    {
        // The largest is in the year 9999: beyond it there is no DateTimeOffset.
        var parts = (text ?? "").Split('-').Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        return parts is [>= 0 and < 250_000_000_000_000_000, >= 0, >= 0]
            ? new(DateTimeOffset.UnixEpoch.AddTicks(parts[0] * 10), parts[1], parts[2]) : null;
    }
}

/// <summary>A page of hits.</summary>
/// <param name="Next">Where the next one begins, if there is one.</param>
public sealed record SearchPage(IReadOnlyList<FoundMessage> Found, SearchCursor? Next);

/// <summary>
/// Finds messages by their words, the latest first, in what somebody may read at this moment: the rooms of their groups and the
/// direct conversations they are in. One statement; each conversation is asked for its own latest hits, so that PostgreSQL walks
/// back from the end for a common word and asks the index for a rare one (docs/performance.md, "Search").
/// </summary>
public sealed class SearchQuery(Database database) : IDisposable
{
    public const int PageSize = 30;

    // A search in hundreds of conversations may take a second: however many people search, they hold two connections.
    private readonly SemaphoreSlim turns = new(2);

    /// <summary>How long somebody waits for one of the two: about as long as they look at a page that does nothing.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(4);

    // Only the longest word, which is rare more often than not, is asked of the index; the others are looked for in what it
    // finds, by a function that no index knows. The index would gather all places of "hello" for each conversation anew.
    // Whom the reader has blocked does not turn up. A site admin reads every room, but searches one of another's only when asked to.
    private static readonly string Sql = $"""
        WITH mine AS MATERIALIZED (
            SELECT c.id, g.slug, g.name
            FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL JOIN conversations c ON c.group_id = g.id
            WHERE m.user_id = $1 AND m.role_id >= 2 AND ($3::bigint IS NULL OR c.id = $3)
            UNION
            SELECT c.id, NULL, c.name FROM participants p JOIN conversations c ON c.id = p.conversation_id AND c.kind = 'direct'
            WHERE p.user_id = $1 AND p.left_at IS NULL AND ($3 IS NULL OR c.id = $3)
            UNION
            SELECT c.id, g.slug, g.name FROM conversations c JOIN groups g ON g.id = c.group_id AND g.deleted_at IS NULL
            WHERE c.id = $3 AND EXISTS (SELECT FROM users u WHERE u.id = $1 AND u.is_site_admin AND u.deleted_at IS NULL)),
        found AS MATERIALIZED (
            SELECT hit.*, mine.slug, mine.name
            FROM mine CROSS JOIN LATERAL (
                SELECT m.conversation_id, m.seq, m.author_id, m.text, m.created_at FROM messages m
                WHERE m.conversation_id = mine.id AND m.words @@ coalesce(search_of($7), search_of($2)) AND ts_match_vq(m.words, search_of($2))
                    AND m.deleted_at IS NULL AND m.hidden_at IS NULL
                    AND (m.created_at, m.conversation_id, m.seq) < ($4, $5, $6)
                    AND NOT EXISTS (SELECT FROM blocks b WHERE b.user_id = $1 AND b.other_id = m.author_id)
                ORDER BY m.seq DESC LIMIT {PageSize + 1}) hit
            ORDER BY hit.created_at DESC, hit.conversation_id DESC, hit.seq DESC LIMIT {PageSize + 1})
        SELECT f.conversation_id, f.seq, f.author_id, coalesce(u.first_name, ''), coalesce(u.last_name, ''), f.text, f.created_at, f.slug,
            CASE WHEN f.slug IS NOT NULL OR f.name <> '' THEN f.name ELSE coalesce(
                (SELECT string_agg(o.first_name, ', ' ORDER BY o.first_name) FROM participants p JOIN users o ON o.id = p.user_id
                WHERE p.conversation_id = f.conversation_id AND p.user_id <> $1 AND o.deleted_at IS NULL), '') END
        FROM found f LEFT JOIN users u ON u.id = f.author_id AND u.deleted_at IS NULL
        ORDER BY f.created_at DESC, f.conversation_id DESC, f.seq DESC
        """;

    /// <param name="words">What was typed: one line of at most 100 characters.</param>
    /// <param name="only">One conversation; null for all.</param>
    /// <returns>Null when so many search at this moment that it is better to try again.</returns>
    public async Task<SearchPage?> RunAsync(
        UserId reader, string words, ConversationId? only, SearchCursor? after, CancellationToken cancel)
    {
        if (!await turns.WaitAsync(Patience, cancel))
            return null;
        try
        {
            return await ReadAsync(reader, words, only, after, cancel);
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();

    private Task<SearchPage> ReadAsync(
        UserId reader, string words, ConversationId? only, SearchCursor? after, CancellationToken cancel) => database.QueryAsync(Sql,
        [
            new() { Value = reader.Value }, new() { Value = words },
            new() { Value = (object?)only?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
            new() { Value = after?.At ?? DateTimeOffset.MaxValue }, new() { Value = after?.Conversation ?? long.MaxValue }, new() { Value = after?.Seq ?? long.MaxValue },
            new() { Value = Driving(words) },
        ],
        async (row, token) =>
        {
            List<FoundMessage> found = [];
            while (await row.ReadAsync(token))
                found.Add(Read(row));
            if (found.Count <= PageSize)
                return new SearchPage(found, null);
            var last = found[PageSize - 1];
            return new SearchPage(found[..PageSize], new(last.At, last.Conversation.Value, last.Seq));
        }, cancel);

    // Two letters are no beginning of a word (sql/0008), so the index has nothing to gather: it may be asked for all of them.
    private static string Driving(string words) =>
        words.Split(' ').MaxBy(word => word.Count(char.IsLetterOrDigit)) is { Length: > 2 } longest ? longest : words;

    private static FoundMessage Read(NpgsqlDataReader row)
    {
        ConversationId conversation = new(row.GetInt64(0));
        return new(conversation, row.GetInt64(1), row.IsDBNull(2) ? null : new(row.GetInt64(2)), row.GetString(3), row.GetString(4), row.GetString(5),
            row.GetFieldValue<DateTimeOffset>(6), row.GetString(8), row.IsDBNull(7) ? $"/chat/{conversation}" : $"/g/{row.GetString(7)}/chat");
    }
}
