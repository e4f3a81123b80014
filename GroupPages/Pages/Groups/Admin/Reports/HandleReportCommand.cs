using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Reports;

/// <summary>
/// Does what a leader decided about a report, and closes every open report of that message in the group with it. One statement,
/// noted in the group's log: the reports are locked first, so of two leaders at once the later finds them closed and does nothing.
/// </summary>
public sealed class HandleReportCommand(Database database, TimeProvider clock)
{
    // "asked" is the report for whoever may handle it; "open" what is still to do after any other leader's turn; "author" the
    // membership in its latest state; "chosen" says whether the action fits. Everything else follows from "chosen". A message to
    // be hidden is locked before its conversation, as in every change of one: the other way round two could wait for each other.
    private const string Sql = """
        WITH asked AS (
            SELECT r.group_id, r.conversation_id, r.seq, m.author_id
            FROM reports r JOIN messages m ON m.conversation_id = r.conversation_id AND m.seq = r.seq
            WHERE r.id = $2 AND r.group_id = $1 AND m.author_id IS DISTINCT FROM $3 AND leads($1, $3)),
        open AS MATERIALIZED (
            SELECT r.id, a.conversation_id, a.seq, a.author_id
            FROM reports r JOIN asked a ON a.conversation_id = r.conversation_id AND a.seq = r.seq
            WHERE r.group_id = $1 AND r.handled_at IS NULL ORDER BY r.id FOR UPDATE OF r),
        author AS MATERIALIZED (
            SELECT user_id, role_id FROM memberships
            WHERE group_id = $1 AND user_id = (SELECT author_id FROM open LIMIT 1) FOR UPDATE),
        chosen AS (
            SELECT conversation_id, seq, author_id FROM open
            WHERE $4 IN ('nothing', 'hidden') OR ($4 = 'warned' AND author_id IS NOT NULL)
                OR ($4 IN ('muted', 'removed') AND EXISTS (SELECT FROM author WHERE role_id < 3))
                OR ($4 = 'banned' AND author_id IS NOT NULL AND NOT EXISTS (SELECT FROM author WHERE role_id = 3))
            LIMIT 1),
        closed AS (
            UPDATE reports r SET handled_at = $6, handled_by = $3, outcome = $4 FROM open, chosen WHERE r.id = open.id RETURNING r.id),
        message AS MATERIALIZED (
            SELECT m.conversation_id, m.seq FROM messages m JOIN chosen ON m.conversation_id = chosen.conversation_id AND m.seq = chosen.seq
            WHERE $4 = 'hidden' AND m.hidden_at IS NULL AND m.deleted_at IS NULL FOR NO KEY UPDATE OF m),
        next AS (
            UPDATE conversations c SET last_seq = c.last_seq + 1 FROM message WHERE c.id = message.conversation_id RETURNING c.id, c.last_seq),
        hidden AS (
            UPDATE messages m SET hidden_at = $6, hidden_by = $3, hidden_reason = $5, changed_seq = next.last_seq
            FROM next, message WHERE m.conversation_id = next.id AND m.seq = message.seq),
        warned AS (
            INSERT INTO notices (user_id, group_id, text, created_at) SELECT author_id, $1, $5, $6 FROM chosen WHERE $4 = 'warned'),
        muted AS (
            UPDATE memberships m SET muted_until = $7 FROM chosen WHERE $4 = 'muted' AND m.group_id = $1 AND m.user_id = chosen.author_id),
        banned AS (
            INSERT INTO bans (group_id, user_id, banned_by, reason, created_at, expires_at)
            SELECT $1, author_id, $3, $5, $6, $8 FROM chosen WHERE $4 = 'banned'
            ON CONFLICT (group_id, user_id) DO UPDATE SET banned_by = excluded.banned_by, reason = excluded.reason,
                created_at = excluded.created_at, expires_at = excluded.expires_at),
        removed AS (
            DELETE FROM memberships m USING chosen WHERE $4 IN ('removed', 'banned') AND m.group_id = $1 AND m.user_id = chosen.author_id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
            SELECT $6, $1, $3, author_id, 'report-' || $4,
                jsonb_strip_nulls(jsonb_build_object('conversation', conversation_id, 'seq', seq, 'reason', nullif($5, ''), 'until', coalesce($7, $8)))
            FROM chosen)
        SELECT EXISTS (SELECT FROM asked), EXISTS (SELECT FROM open), EXISTS (SELECT FROM chosen), EXISTS (SELECT FROM author WHERE role_id = 3)
        """;

    /// <param name="by">The leader, or a site admin.</param>
    /// <param name="action">A name of <see cref="ReportAction"/>.</param>
    /// <param name="words">The reason or the warning, at most 280 characters.</param>
    /// <param name="banUntil">When a ban ends by itself; null never.</param>
    public Task<Handling> RunAsync(
        GroupId group, long report, UserId by, string action, string words, DateTimeOffset? banUntil, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return database.QueryOnceAsync(Sql,
            [
                new() { Value = group.Value }, new() { Value = report }, new() { Value = by.Value }, new() { Value = action, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = words, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = now },
                Moment(action == "muted" ? now.AddDays(1) : null), Moment(action == "banned" ? banUntil : null),
            ],
            async (row, token) =>
            {
                await row.ReadAsync(token);
                return !row.GetBoolean(0) ? Handling.NotThere
                    : !row.GetBoolean(1) ? Handling.AlreadyHandled
                    : row.GetBoolean(2) ? Handling.Done
                    : row.GetBoolean(3) ? Handling.IsLeader : Handling.HasLeft;
            }, cancel);
    }

    private static Npgsql.NpgsqlParameter Moment(DateTimeOffset? at) =>
        new() { Value = (object?)at ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
