using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Chat;

/// <summary>
/// Starts a direct conversation, with everybody in it whom the starter may write to, or not at all. Two people have one
/// conversation for good: starting it again finds it, and brings back who had left it. Each is one statement; that two
/// who start at the same moment find the same one is a unique index's doing.
/// </summary>
public sealed class StartConversationCommand(Database database, TimeProvider clock)
{
    private const string PairSql = """
        WITH made AS (
            INSERT INTO conversations (kind, pair, made_by, created_at)
            SELECT 'direct', $3, $1, $4 WHERE may_write_to($1, $2)
            ON CONFLICT (pair) DO UPDATE SET pair = EXCLUDED.pair
            RETURNING id, last_seq, message_count),
        joined AS (
            INSERT INTO participants (conversation_id, user_id, last_read_seq, read_count, joined_at)
            SELECT made.id, who, made.last_seq, made.message_count, $4 FROM made, unnest(ARRAY[$1, $2]) who ORDER BY who
            ON CONFLICT (conversation_id, user_id) DO UPDATE SET left_at = NULL WHERE participants.left_at IS NOT NULL)
        SELECT id FROM made
        """;

    private const string LargerSql = """
        WITH before AS (SELECT id FROM conversations WHERE made_by = $1 AND key = $4),
        made AS (
            INSERT INTO conversations (kind, name, made_by, key, created_at)
            SELECT 'direct', $3, $1, $4, $5
            WHERE NOT EXISTS (SELECT FROM before) AND NOT EXISTS (SELECT FROM unnest($2) who WHERE NOT may_write_to($1, who))
            RETURNING id),
        joined AS (
            INSERT INTO participants (conversation_id, user_id, joined_at) SELECT made.id, who, $5 FROM made, unnest($2 || $1) who)
        SELECT id FROM made UNION ALL SELECT id FROM before
        """;

    /// <param name="others">1 to 14 people, each once, without the starter.</param>
    /// <param name="name">For more than two; may be empty.</param>
    /// <param name="key">Makes the start of a larger one repeatable.</param>
    /// <returns>The conversation; null when there is somebody whom the starter may not write to.</returns>
    public async Task<ConversationId?> RunAsync(UserId starter, IReadOnlyList<UserId> others, string name, string? key, CancellationToken cancel)
    {
        if (others is [var other])
            return await PairAsync(starter, other, cancel);
        try
        {
            return await LargerAsync(starter, others, name, key, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation && key is not null)
        {
            // The same key at the same moment: the other one is committed now, and this finds it.
            return await LargerAsync(starter, others, name, key, cancel);
        }
    }

    private Task<ConversationId?> PairAsync(UserId starter, UserId other, CancellationToken cancel) => database.QueryAsync(PairSql,
        [
            new() { Value = starter.Value }, new() { Value = other.Value },
            new() { Value = $"{Math.Min(starter.Value, other.Value)}:{Math.Max(starter.Value, other.Value)}" }, new() { Value = clock.GetUtcNow() },
        ], ReadAsync, cancel);

    private Task<ConversationId?> LargerAsync(UserId starter, IReadOnlyList<UserId> others, string name, string? key, CancellationToken cancel)
    {
        NpgsqlParameter[] parameters =
        [
            new() { Value = starter.Value }, new() { Value = others.Select(other => other.Value).ToArray() }, new() { Value = name },
            new() { Value = (object?)key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = clock.GetUtcNow() },
        ];
        return key is not null ? database.QueryAsync(LargerSql, parameters, ReadAsync, cancel) : database.QueryOnceAsync(LargerSql, parameters, ReadAsync, cancel);
    }

    private static async Task<ConversationId?> ReadAsync(NpgsqlDataReader row, CancellationToken cancel) =>
        await row.ReadAsync(cancel) ? new(row.GetInt64(0)) : null;
}
