using GroupPages.Data;

namespace GroupPages.Pages.Chat.Reporting;

/// <summary>How a report ended.</summary>
public enum ReportOutcome
{
    Done,

    /// <summary>No such message for this reader, or it is their own: 404.</summary>
    NotThere,

    /// <summary>A direct message of somebody one shares no group with any more: there are no leaders to tell. 409.</summary>
    NoLeaders,
}

/// <summary>
/// Reports a message to leaders: those of the room's group; for a direct one, of a group both are in, rather one that somebody
/// else than the author leads. It keeps what was said. One a reporter and message: again means other words.
/// </summary>
public sealed class ReportCommand(Database database, TimeProvider clock)
{
    private const string Sql = """
        WITH message AS (
            SELECT m.author_id, m.text, c.group_id
            FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.seq = $2 AND m.author_id IS DISTINCT FROM $3
                AND ((m.deleted_at IS NULL AND m.hidden_at IS NULL)
                    OR EXISTS (SELECT FROM reports r WHERE r.conversation_id = $1 AND r.seq = $2 AND r.reporter_id = $3))
                AND CASE WHEN c.group_id IS NULL
                    THEN EXISTS (SELECT FROM participants p WHERE p.conversation_id = c.id AND p.user_id = $3 AND p.left_at IS NULL)
                    ELSE EXISTS (SELECT FROM memberships r WHERE r.group_id = c.group_id AND r.user_id = $3 AND r.role_id >= 2)
                        OR EXISTS (SELECT FROM users u WHERE u.id = $3 AND u.is_site_admin AND u.deleted_at IS NULL) END),
        place AS (
            SELECT coalesce(message.group_id, (
                SELECT a.group_id
                FROM memberships a JOIN memberships b ON b.group_id = a.group_id AND b.user_id = message.author_id AND b.role_id >= 2
                JOIN groups g ON g.id = a.group_id AND g.deleted_at IS NULL
                WHERE a.user_id = $3 AND a.role_id >= 2
                ORDER BY EXISTS (SELECT FROM memberships l WHERE l.group_id = a.group_id AND l.role_id = 3 AND l.user_id <> message.author_id) DESC, a.group_id
                LIMIT 1)) AS group_id
            FROM message),
        reported AS (
            INSERT INTO reports (group_id, conversation_id, seq, reporter_id, reason_id, words, said, created_at)
            SELECT place.group_id, $1, $2, $3, $4, $5, message.text, $6 FROM message, place WHERE place.group_id IS NOT NULL
            ON CONFLICT (conversation_id, seq, reporter_id) DO UPDATE SET words = excluded.words, reason_id = excluded.reason_id
            WHERE reports.handled_at IS NULL)
        SELECT group_id IS NOT NULL FROM place
        """;

    /// <param name="reason">A row of <c>report_reasons</c>.</param>
    /// <param name="words">In the reporter's own words, at most 1,000 characters; may be empty.</param>
    public Task<ReportOutcome> RunAsync(ConversationId conversation, long seq, UserId reporter, short reason, string words, CancellationToken cancel) =>
        database.QueryAsync(Sql,
            [
                new() { Value = conversation.Value }, new() { Value = seq }, new() { Value = reporter.Value }, new() { Value = reason },
                new() { Value = words }, new() { Value = clock.GetUtcNow() },
            ],
            async (row, token) => !await row.ReadAsync(token) ? ReportOutcome.NotThere : row.GetBoolean(0) ? ReportOutcome.Done : ReportOutcome.NoLeaders,
            cancel);
}
