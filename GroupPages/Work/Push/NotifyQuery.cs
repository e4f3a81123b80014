using System.Globalization;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Work.Push;

/// <summary>A phone whose owner should hear of a conversation, and of what in it.</summary>
/// <param name="Number">The place of the newest message they would be told of.</param>
public sealed record PushDue(SessionId Session, UserId User, PushAddress Address, PushText Text, long Number, QuietHours Quiet);

/// <summary>
/// Finds, in one statement, everybody who should hear of a conversation: what they have not read and not been told of, by
/// others whom they have not blocked; only where they are named, if that is what they want. Of a room they hear once until
/// they come back, unless somebody names them.
/// </summary>
public sealed class NotifyQuery(Database database, TimeProvider clock)
{
    // What is older is in the badge and in the digest.
    private static readonly TimeSpan Newest = TimeSpan.FromDays(1);

    private const int LongestBody = 200;

    // A message is looked at as it is now: what was deleted or hidden within the five seconds is told to nobody.
    private const string Sql = """
        WITH news AS MATERIALIZED (
            SELECT m.seq, m.number, m.author_id, m.text, m.photo_count, a.first_name AS author
            FROM messages m JOIN users a ON a.id = m.author_id
            WHERE m.conversation_id = $1 AND m.created_at > $3 AND m.deleted_at IS NULL AND m.hidden_at IS NULL
            ORDER BY m.seq DESC LIMIT 50)
        SELECT e.id, u.id, s.endpoint, s.p256dh, s.auth, n.quiet_from, n.quiet_to, n.time_zone, g.name, c.name, c.kind,
            said.seq, said.last, said.many, said.author, said.text, said.photo_count
        FROM conversations c
        LEFT JOIN groups g ON g.id = c.group_id
        JOIN participants p ON p.conversation_id = c.id AND p.left_at IS NULL AND NOT p.is_muted
        JOIN users u ON u.id = p.user_id AND u.deleted_at IS NULL
        JOIN sessions e ON e.user_id = u.id AND e.expires_at > $2
        JOIN push_subscriptions s ON s.session_id = e.id AND (s.retry_at IS NULL OR s.retry_at <= $2)
        LEFT JOIN notification_settings n ON n.user_id = u.id
        LEFT JOIN tellings t ON t.conversation_id = c.id AND t.user_id = u.id
        CROSS JOIN LATERAL (
            SELECT m.*, x.user_id IS NOT NULL AS is_named, max(m.number) OVER () AS last, count(*) OVER () AS many
            FROM news m LEFT JOIN mentions x ON x.conversation_id = c.id AND x.seq = m.seq AND x.user_id = u.id
            WHERE m.number > greatest(p.read_count, t.number) AND m.author_id <> u.id
                AND NOT EXISTS (SELECT FROM blocks b WHERE b.user_id = u.id AND b.other_id = m.author_id)
                AND (x.user_id IS NOT NULL OR NOT p.mentions_only)
            ORDER BY x.user_id IS NOT NULL DESC, m.seq DESC LIMIT 1) said
        WHERE c.id = $1 AND (c.group_id IS NULL OR g.deleted_at IS NULL)
            AND (c.kind = 'direct' OR said.is_named OR coalesce(t.number, 0) <= p.read_count)
        """;

    public Task<List<PushDue>> RunAsync(ConversationId conversation, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return database.QueryAsync(Sql, [new() { Value = conversation.Value }, new() { Value = now }, new() { Value = now - Newest }], async (row, token) =>
        {
            List<PushDue> due = [];
            while (await row.ReadAsync(token))
                due.Add(Read(row, conversation));
            return due;
        }, cancel);
    }

    /// <summary>Writes down of what somebody has been told, never less than before.</summary>
    public Task NoteAsync(ConversationId conversation, IReadOnlyList<(UserId User, long Number)> told, CancellationToken cancel) => database.ExecuteAsync("""
        INSERT INTO tellings AS t (conversation_id, user_id, number)
        SELECT $1, u.id, n.number FROM unnest($2, $3) AS n(user_id, number) JOIN users u ON u.id = n.user_id ORDER BY u.id
        ON CONFLICT (conversation_id, user_id) DO UPDATE SET number = greatest(t.number, excluded.number)
        """,
        [new() { Value = conversation.Value }, new() { Value = told.Select(one => one.User.Value).ToArray() }, new() { Value = told.Select(one => one.Number).ToArray() }], cancel);

    private static PushDue Read(NpgsqlDataReader row, ConversationId conversation)
    {
        var quiet = new QuietHours(
            row.IsDBNull(5) ? null : row.GetInt16(5), row.IsDBNull(6) ? null : row.GetInt16(6), row.IsDBNull(7) ? QuietHours.Utc : row.GetString(7));
        var (seq, many, author) = (row.GetInt64(11), row.GetInt64(13), row.GetString(14));
        var isPair = row.GetString(10) == "direct" && row.GetString(9).Length == 0;
        var said = row.GetString(15) is { Length: > 0 } text ? Short(text) : row.GetInt16(16) == 1 ? "sent a photo" : "sent photos";
        var body = isPair && row.GetString(15).Length > 0 ? said : $"{author}: {said}";
        return new(new(row.GetInt64(0)), new(row.GetInt64(1)), new(new(row.GetString(2)), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4)),
            new(isPair ? author : row.IsDBNull(8) ? row.GetString(9) : row.GetString(8),
                many > 1 ? string.Create(CultureInfo.InvariantCulture, $"{body} (and {many - 1} more)") : body,
                $"/open/{conversation}/{seq}", $"c{conversation}"),
            row.GetInt64(12), quiet);
    }

    // Never through the middle of a sign that is two characters long.
    private static string Short(string text) => text.Length <= LongestBody ? text
        : text[..(char.IsHighSurrogate(text[LongestBody - 1]) ? LongestBody - 1 : LongestBody)] + "…";
}
