using GroupPages.Data;
using GroupPages.Work.Push;
using Npgsql;

namespace GroupPages.Work.Digest;

/// <summary>Somebody who has missed something and wants to be told by mail.</summary>
/// <param name="Last">When they were told last; null for never.</param>
public sealed record DigestReader(UserId User, QuietHours Quiet, DateTimeOffset? Last);

/// <summary>Who is to get a digest, and of what.</summary>
public sealed class DigestQuery(Database database, TimeProvider clock)
{
    private const int PageSize = 500;

    // Two in a row on one day are one too many, whatever the clocks did in between.
    private static readonly TimeSpan Apart = TimeSpan.FromHours(20);

    // Whoever is about to look finds it by themselves.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>What is unread of "p" by others, and theirs to hear of.</summary>
    private const string Missed = """
        SELECT m.seq FROM messages m
        WHERE m.conversation_id = p.conversation_id AND m.seq > p.last_read_seq AND m.number > p.read_count AND m.deleted_at IS NULL AND m.hidden_at IS NULL
            AND m.author_id <> p.user_id AND NOT EXISTS (SELECT FROM blocks b WHERE b.user_id = p.user_id AND b.other_id = m.author_id)
            AND (NOT p.mentions_only OR EXISTS (SELECT FROM mentions x WHERE x.conversation_id = m.conversation_id AND x.seq = m.seq AND x.user_id = p.user_id))
        """;

    /// <summary>Those who may be told, by id: their hour is looked at by the program.</summary>
    public Task<List<DigestReader>> ReadersAsync(UserId after, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return database.QueryAsync($"""
            SELECT n.user_id, n.quiet_from, n.quiet_to, n.time_zone, n.digest_at
            FROM notification_settings n JOIN users u ON u.id = n.user_id
            WHERE n.wants_digest AND n.user_id > $1 AND (n.digest_at IS NULL OR n.digest_at < $2)
                AND u.deleted_at IS NULL AND u.email_verified_at IS NOT NULL AND NOT u.is_managed
                AND EXISTS (
                    SELECT FROM participants p JOIN conversations c ON c.id = p.conversation_id
                    WHERE p.user_id = n.user_id AND p.left_at IS NULL AND NOT p.is_muted AND c.message_count > p.read_count
                        AND c.last_message_at < $3 AND (n.digest_at IS NULL OR c.last_message_at > n.digest_at) AND EXISTS ({Missed}))
            ORDER BY n.user_id LIMIT {PageSize}
            """, [new() { Value = after.Value }, new() { Value = now - Apart }, new() { Value = now - Grace }], ReadAsync, cancel);
    }

    /// <summary>Puts a mail into the outbox for each of them, and notes that; whoever was told meanwhile by another worker is left out.</summary>
    public Task<int> MailAsync(IReadOnlyList<UserId> users, CancellationToken cancel) => database.ExecuteAsync("""
        WITH due AS (
            UPDATE notification_settings SET digest_at = $2 WHERE user_id = ANY($1) AND wants_digest AND (digest_at IS NULL OR digest_at < $3) RETURNING user_id)
        INSERT INTO mails (kind, user_id, email, created_at, next_try_at)
        SELECT 'digest', u.id, u.email, $2, $2 FROM due JOIN users u ON u.id = due.user_id WHERE u.email IS NOT NULL
        """,
        [new() { Value = users.Select(user => user.Value).ToArray() }, new() { Value = clock.GetUtcNow() }, new() { Value = clock.GetUtcNow() - Apart }], cancel);

    /// <summary>By conversation, the first message somebody missed, and how many.</summary>
    public Task<Dictionary<ConversationId, (long First, long Many)>> MissedAsync(UserId user, CancellationToken cancel) => database.QueryAsync($"""
        SELECT p.conversation_id, min(missed.seq), count(*)
        FROM participants p CROSS JOIN LATERAL ({Missed} LIMIT 200) missed
        WHERE p.user_id = $1 AND p.left_at IS NULL AND NOT p.is_muted GROUP BY 1
        """, [new() { Value = user.Value }], async (row, token) =>
    {
        Dictionary<ConversationId, (long, long)> missed = [];
        while (await row.ReadAsync(token))
            missed[new(row.GetInt64(0))] = (row.GetInt64(1), row.GetInt64(2));
        return missed;
    }, cancel);

    private static async Task<List<DigestReader>> ReadAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        List<DigestReader> readers = [];
        while (await row.ReadAsync(cancel))
        {
            readers.Add(new(new(row.GetInt64(0)),
                new(row.IsDBNull(1) ? null : row.GetInt16(1), row.IsDBNull(2) ? null : row.GetInt16(2), row.GetString(3)),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)));
        }
        return readers;
    }
}
