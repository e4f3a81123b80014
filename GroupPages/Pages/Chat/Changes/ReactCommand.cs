using GroupPages.Access;
using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Chat.Changes;

/// <summary>Puts somebody's emoji under a message, or takes it away; the latter also where they may write no longer.</summary>
public sealed class ReactCommand(Database database, TimeProvider clock)
{
    /// <summary>Different emoji a message may have; more would be a wall of pills.</summary>
    public const int MostEmoji = 20;

    private static readonly string Sql = $"""
        WITH message AS (
            SELECT m.deleted_at IS NULL AND m.hidden_at IS NULL AS is_open, {ConversationRights.HasSomebodyToWriteTo} AS may_add
            FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.seq = $3 AND {ConversationRights.Reads}
            FOR NO KEY UPDATE OF m),
        there AS (
            SELECT coalesce(bool_or(user_id = $2 AND emoji = $4), false) AS is_mine,
                coalesce(bool_or(emoji = $4), false) OR count(DISTINCT emoji) < {MostEmoji} AS fits
            FROM reactions WHERE conversation_id = $1 AND seq = $3),
        asked AS (SELECT is_mine, fits, coalesce($5, NOT is_mine) AS is_on FROM there),
        next AS (
            UPDATE conversations SET last_seq = last_seq + 1
            WHERE id = $1 AND EXISTS (
                SELECT FROM message, asked WHERE is_open AND is_on <> is_mine AND (fits AND may_add OR NOT is_on))
            RETURNING last_seq),
        added AS (
            INSERT INTO reactions (conversation_id, seq, user_id, emoji, created_at)
            SELECT $1, $3, $2, $4, $6 FROM next, asked WHERE is_on ON CONFLICT DO NOTHING),
        removed AS (
            DELETE FROM reactions USING next, asked WHERE NOT is_on AND conversation_id = $1 AND seq = $3 AND user_id = $2 AND emoji = $4),
        marked AS (UPDATE messages SET changed_seq = next.last_seq FROM next WHERE conversation_id = $1 AND seq = $3)
        SELECT is_open, may_add OR NOT is_on, fits OR NOT is_on FROM message, asked
        """;

    /// <param name="isOn">True puts it there, false takes it away, however often; null does whichever it is not.</param>
    public Task<Change> RunAsync(ConversationId conversation, long seq, UserId by, string emoji, bool? isOn, CancellationToken cancel)
    {
        Npgsql.NpgsqlParameter[] parameters =
        [
            new() { Value = conversation.Value }, new() { Value = by.Value }, new() { Value = seq }, new() { Value = emoji },
            new() { Value = (object?)isOn ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean }, new() { Value = clock.GetUtcNow() },
        ];
        static async Task<Change> Read(Npgsql.NpgsqlDataReader row, CancellationToken token) => !await row.ReadAsync(token) ? Change.NotThere
            : !row.GetBoolean(0) ? Change.Closed
            : !row.GetBoolean(1) ? Change.NoLonger
            : row.GetBoolean(2) ? Change.Done : Change.TooMany;
        return isOn is null ? database.QueryOnceAsync(Sql, parameters, Read, cancel) : database.QueryAsync(Sql, parameters, Read, cancel);
    }
}
