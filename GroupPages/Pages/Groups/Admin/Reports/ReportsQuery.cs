using System.Text.Json;
using GroupPages.Access;
using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Reports;

/// <summary>A message as it stood around a reported one; without words when they are hidden or deleted.</summary>
public sealed record NearbyMessage(long Seq, string Author, string? Text, DateTimeOffset At);

/// <summary>What the reported message said before an edit.</summary>
public sealed record EarlierText(string Text, DateTimeOffset Until);

/// <summary>An open report as a group's leaders see it.</summary>
/// <param name="Said">What the message said when it was reported.</param>
/// <param name="Now">What it says now; null when it is hidden or deleted, or has not changed.</param>
/// <param name="Nearby">In a room, up to three messages before and after; of a direct conversation nothing but the message.</param>
public sealed record OpenReport(
    long Id, bool IsRoom, long Seq, UserId? AuthorId, string AuthorFirst, string AuthorLast, string Reporter, short ReasonId, string Words, string Said,
    string? Now, DateTimeOffset SaidAt, DateTimeOffset ReportedAt, IReadOnlyList<NearbyMessage> Nearby, IReadOnlyList<EarlierText> Earlier)
{
    public string Author => AuthorFirst.Length == 0 ? "Somebody who left" : AuthorLast.Length == 0 ? AuthorFirst : $"{AuthorFirst} {AuthorLast}";
}

/// <summary>
/// The open reports of a group. Nobody sees those about themselves: a leader must not learn who reported them, nor decide
/// about it.
/// </summary>
public sealed class ReportsQuery(Database database)
{
    public const int Most = 50;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private const string Mine = "r.group_id = $1 AND r.handled_at IS NULL AND m.author_id IS DISTINCT FROM $2";

    private static readonly string Sql = $"""
        SELECT r.id, c.kind = 'room', r.seq, m.author_id, coalesce(a.first_name, ''), coalesce(a.last_name, ''),
            coalesce(btrim(b.first_name || ' ' || b.last_name), 'Somebody who left'), r.reason_id, r.words, r.said,
            CASE WHEN m.deleted_at IS NULL AND m.hidden_at IS NULL AND m.text <> r.said THEN m.text END, m.created_at, r.created_at,
            CASE WHEN c.kind = 'room' THEN (
                SELECT json_agg(json_build_object('seq', n.seq, 'author', coalesce(btrim(u.first_name || ' ' || u.last_name), 'Somebody who left'),
                    'text', CASE WHEN n.deleted_at IS NULL AND n.hidden_at IS NULL THEN n.text END, 'at', n.created_at) ORDER BY n.seq)
                FROM (
                    (SELECT * FROM messages WHERE conversation_id = r.conversation_id AND seq < r.seq ORDER BY seq DESC LIMIT 3)
                    UNION ALL
                    (SELECT * FROM messages WHERE conversation_id = r.conversation_id AND seq > r.seq ORDER BY seq LIMIT 3)) n
                LEFT JOIN users u ON u.id = n.author_id) END,
            (SELECT json_agg(json_build_object('text', v.text, 'until', v.replaced_at) ORDER BY v.changed_seq)
                FROM message_versions v WHERE v.conversation_id = r.conversation_id AND v.seq = r.seq AND v.text <> r.said)
        FROM reports r
        JOIN conversations c ON c.id = r.conversation_id
        JOIN messages m ON m.conversation_id = r.conversation_id AND m.seq = r.seq
        LEFT JOIN users a ON a.id = m.author_id
        LEFT JOIN users b ON b.id = r.reporter_id
        WHERE {Mine}
        ORDER BY r.id LIMIT {Most}
        """;

    /// <summary>The oldest first: they have waited longest.</summary>
    public Task<List<OpenReport>> RunAsync(GroupVisit visit, CancellationToken cancel) => database.QueryAsync(Sql, Parameters(visit),
        async (row, token) =>
        {
            List<OpenReport> reports = [];
            while (await row.ReadAsync(token))
                reports.Add(Read(row));
            return reports;
        }, cancel);

    /// <summary>How many wait.</summary>
    public Task<long> CountAsync(GroupVisit visit, CancellationToken cancel) => database.QueryAsync(
        $"SELECT count(*) FROM reports r JOIN messages m ON m.conversation_id = r.conversation_id AND m.seq = r.seq WHERE {Mine}", Parameters(visit),
        async (row, token) => await row.ReadAsync(token) ? row.GetInt64(0) : 0, cancel);

    private static NpgsqlParameter[] Parameters(GroupVisit visit) =>
    [
        new() { Value = visit.Card.Id.Value },
        new() { Value = (object?)visit.UserId?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
    ];

    private static OpenReport Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetBoolean(1), row.GetInt64(2), row.IsDBNull(3) ? null : new(row.GetInt64(3)), row.GetString(4), row.GetString(5),
        row.GetString(6), row.GetInt16(7), row.GetString(8), row.GetString(9), row.IsDBNull(10) ? null : row.GetString(10),
        row.GetFieldValue<DateTimeOffset>(11), row.GetFieldValue<DateTimeOffset>(12), List<NearbyMessage>(row, 13), List<EarlierText>(row, 14));

    private static List<T> List<T>(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : JsonSerializer.Deserialize<List<T>>(row.GetString(column), Json) ?? [];
}
