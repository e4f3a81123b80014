using System.Globalization;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Chat;

/// <summary>A conversation in the list of one of its readers.</summary>
/// <param name="Slug">The group whose room it is; null for a direct one.</param>
/// <param name="At">When something was last written, or when it was made.</param>
/// <param name="Preview">The latest message in a line; never words that were deleted or hidden.</param>
/// <param name="Other">The other one of two, for their face; null in larger ones and rooms.</param>
public sealed record ConversationLine(
    ConversationId Id, string? Slug, string Called, DateTimeOffset At, string Preview, long Unread, bool IsMuted, UserId? Other)
{
    /// <summary>The key of the other one's photo.</summary>
    public string? Face { get; init; }

    /// <summary>The key of the group's logo.</summary>
    public string? Logo { get; init; }

    public string Path => Slug is null ? $"/chat/{Id}" : $"/g/{Slug}/chat";

    /// <summary>Where the list goes on after this one.</summary>
    public string Cursor => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}-{Id}");
}

/// <summary>My conversations, latest first.</summary>
/// <param name="OnlyGroup">The slug of my group when I am in just one; the page then stands in its frame.</param>
public sealed record ConversationList(IReadOnlyList<ConversationLine> Lines, bool HasMore, string? OnlyGroup);

/// <summary>Reads somebody's conversations: one statement, which finds each latest message by its key and counts nothing.</summary>
public sealed class ConversationsQuery(Database database)
{
    public const int PageSize = 200;

    // A direct conversation that nobody has written in yet is only in the list of who made it.
    private const string Sql = """
        WITH mine AS (
            SELECT c.id, c.group_id, c.name, c.pair IS NOT NULL AS is_pair, coalesce(c.last_message_at, c.created_at) AS at,
                greatest(c.message_count - p.read_count, 0) AS unread, p.is_muted, g.slug, g.name AS group_name, g.logo
            FROM participants p
            JOIN conversations c ON c.id = p.conversation_id
            LEFT JOIN groups g ON g.id = c.group_id
            WHERE p.user_id = $1 AND p.left_at IS NULL
                AND (c.kind = 'direct' AND (c.pair IS NULL OR c.message_count > 0 OR c.made_by = $1)
                    OR g.deleted_at IS NULL AND EXISTS (
                        SELECT FROM memberships m WHERE m.group_id = c.group_id AND m.user_id = $1 AND m.role_id >= 2))
                AND (coalesce(c.last_message_at, c.created_at), c.id) < ($2, $3)
            ORDER BY at DESC, c.id DESC LIMIT $4)
        SELECT mine.id, mine.slug, mine.group_name, mine.name, mine.is_pair, mine.at, mine.unread, mine.is_muted,
            others.ids, others.first, others.last, others.gone,
            CASE WHEN m.author_id = $1 THEN 'You' ELSE coalesce(u.first_name, 'Somebody who left') END,
            CASE WHEN m.seq IS NULL THEN '' WHEN m.deleted_at IS NOT NULL THEN 'message deleted' WHEN m.hidden_at IS NOT NULL THEN 'hidden by a leader'
                WHEN EXISTS (SELECT FROM blocks b WHERE b.user_id = $1 AND b.other_id = m.author_id) THEN 'a message you have folded away'
                WHEN m.text = '' THEN 'a photo' ELSE left(m.text, 120) END,
            m.seq IS NOT NULL,
            (SELECT min(g.slug) FROM memberships x JOIN groups g ON g.id = x.group_id AND g.deleted_at IS NULL
             WHERE x.user_id = $1 AND x.role_id >= 2 HAVING count(*) = 1),
            others.photos, mine.logo
        FROM (SELECT) AS always
        LEFT JOIN mine ON true
        LEFT JOIN LATERAL (
            SELECT seq, author_id, text, deleted_at, hidden_at FROM messages WHERE conversation_id = mine.id ORDER BY seq DESC LIMIT 1) m ON true
        LEFT JOIN users u ON u.id = m.author_id
        LEFT JOIN LATERAL (
            SELECT array_agg(o.id ORDER BY p.joined_at, o.id) AS ids, array_agg(o.first_name ORDER BY p.joined_at, o.id) AS first,
                array_agg(CASE WHEN o.deleted_at IS NULL THEN o.photo END ORDER BY p.joined_at, o.id) AS photos,
                array_agg(o.last_name ORDER BY p.joined_at, o.id) AS last,
                array_agg(p.left_at IS NOT NULL OR o.deleted_at IS NOT NULL ORDER BY p.joined_at, o.id) AS gone
            FROM participants p JOIN users o ON o.id = p.user_id
            WHERE p.conversation_id = mine.id AND mine.group_id IS NULL AND p.user_id <> $1) others ON true
        ORDER BY mine.at DESC, mine.id DESC
        """;

    /// <param name="before">The cursor of the last line before; null for the first page.</param>
    public Task<ConversationList> RunAsync(UserId me, string? before, CancellationToken cancel)
    {
        var (at, id) = Parse(before);
        return database.QueryAsync(Sql,
            [new() { Value = me.Value }, new() { Value = at }, new() { Value = id }, new() { Value = PageSize + 1 }], ReadAsync, cancel);
    }

    private static async Task<ConversationList> ReadAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        List<ConversationLine> lines = [];
        string? only = null;
        while (await row.ReadAsync(cancel))
        {
            only = row.IsDBNull(15) ? null : row.GetString(15);
            if (!row.IsDBNull(0))
                lines.Add(Line(row));
        }
        return new([.. lines.Take(PageSize)], lines.Count > PageSize, only);
    }

    private static ConversationLine Line(NpgsqlDataReader row)
    {
        var slug = row.IsDBNull(1) ? null : row.GetString(1);
        var ids = row.IsDBNull(8) ? [] : row.GetFieldValue<long[]>(8);
        var isPair = row.GetBoolean(4);
        return new(new(row.GetInt64(0)), slug, slug is null ? Called(row, ids.Length, isPair) : row.GetString(2), row.GetFieldValue<DateTimeOffset>(5),
            row.GetBoolean(14) ? $"{row.GetString(12)}: {row.GetString(13).ReplaceLineEndings(" ")}" : "", row.GetInt64(6), row.GetBoolean(7),
            isPair && ids is [var other] ? new(other) : null)
        {
            Face = isPair && ids.Length == 1 ? row.GetFieldValue<string?[]>(16)[0] : null,
            Logo = row.IsDBNull(17) ? null : row.GetString(17),
        };
    }

    private static string Called(NpgsqlDataReader row, int count, bool isPair)
    {
        if (count == 0)
            return row.GetString(3) is { Length: > 0 } name ? name : isPair ? "Somebody who left" : "Nobody else";
        var (first, last, gone) = (row.GetFieldValue<string[]>(9), row.GetFieldValue<string[]>(10), row.GetFieldValue<bool[]>(11));
        return ConversationName.Of(row.GetString(3), [.. Enumerable.Range(0, count).Select(i => (first[i], last[i], gone[i]))], isPair);
    }

    private static (DateTimeOffset At, long Id) Parse(string? cursor) =>
        cursor?.Split('-') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.Ticks && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (new(at, TimeSpan.Zero), number) : (DateTimeOffset.MaxValue.AddDays(-1), long.MaxValue);
}
