using GroupPages.Data;
using GroupPages.Media;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Chat;

/// <summary>
/// Posts a message. One statement takes the conversation's next number, which the row lock makes gap-free and visible in
/// order, and puts the message there; its trigger tells every process. Whether the author may write is asked in the
/// same statement, so a removal that came first wins. In a direct conversation somebody else must still be there whom the
/// author may write to.
/// </summary>
public sealed class PostMessageCommand(Database database, TimeProvider clock)
{
    // Who writes has read. The mark is passed over while the gathered marks are being written: the conversation's row is
    // locked here, and all its writers would wait for that; the author's own page brings the mark a moment later.
    // Named are only those who can read it: somebody may have left since the names were looked up.
    private const string Sql = """
        WITH before AS (
            SELECT seq FROM messages WHERE conversation_id = $1 AND author_id = $2 AND key = $4),
        next AS (
            UPDATE conversations c SET last_seq = c.last_seq + 1, message_count = c.message_count + 1, last_message_at = $5
            WHERE c.id = $1 AND NOT EXISTS (SELECT FROM before)
                AND CASE WHEN c.kind = 'room'
                    THEN EXISTS (SELECT FROM memberships m WHERE m.group_id = c.group_id AND m.user_id = $2 AND m.role_id >= 2)
                        OR EXISTS (SELECT FROM users u WHERE u.id = $2 AND u.is_site_admin AND u.deleted_at IS NULL)
                    ELSE EXISTS (SELECT FROM participants p WHERE p.conversation_id = c.id AND p.user_id = $2 AND p.left_at IS NULL)
                        AND EXISTS (SELECT FROM participants o WHERE o.conversation_id = c.id AND o.left_at IS NULL AND may_write_to($2, o.user_id))
                    END
            RETURNING c.last_seq, c.message_count),
        mine AS (
            SELECT p.user_id FROM participants p, next WHERE p.conversation_id = $1 AND p.user_id = $2 FOR UPDATE OF p SKIP LOCKED),
        read AS (
            UPDATE participants p SET last_read_seq = next.last_seq, read_count = next.message_count FROM next, mine
            WHERE p.conversation_id = $1 AND p.user_id = mine.user_id AND p.read_count < next.message_count),
        posted AS (
            INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, key, created_at, photo_count)
            SELECT $1, last_seq, last_seq, message_count, $2, $3, $4, $5, cardinality($8) FROM next RETURNING seq),
        shown AS (
            INSERT INTO photos (key, kind_id, owner_id, conversation_id, seq, position, width, height, colour, bytes, created_at)
            SELECT p.key, 3, $2, $1, posted.seq, p.position, p.width, p.height, p.colour, p.bytes, $5
            FROM posted, unnest($8, $9, $10, $11, $12) WITH ORDINALITY AS p(key, width, height, colour, bytes, position)),
        named AS (
            INSERT INTO mentions (conversation_id, seq, user_id, name)
            SELECT $1, posted.seq, n.user_id, n.name FROM posted, unnest($6, $7) AS n(user_id, name)
            WHERE EXISTS (SELECT FROM participants p WHERE p.conversation_id = $1 AND p.user_id = n.user_id AND p.left_at IS NULL))
        SELECT seq FROM posted UNION ALL SELECT seq FROM before
        """;

    /// <param name="named">Whom the text names (<see cref="NamedPerson.In"/>).</param>
    /// <param name="key">Makes the post repeatable; null posts each time.</param>
    /// <param name="photos">Already in the store; a message without text has at least one.</param>
    /// <returns>The message's number; the same one when the key was used before. Null when the author may not write here.</returns>
    public async Task<long?> RunAsync(ConversationId conversation, UserId author, string text, IReadOnlyList<NamedPerson> named, IReadOnlyList<Photo> photos, string? key, CancellationToken cancel)
    {
        try
        {
            return await PostAsync(conversation, author, text, named, photos, key, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation && key is not null)
        {
            // The same key at the same moment: the other one is committed now, and this finds it.
            return await PostAsync(conversation, author, text, named, photos, key, cancel);
        }
    }

    private async Task<long?> PostAsync(ConversationId conversation, UserId author, string text, IReadOnlyList<NamedPerson> named, IReadOnlyList<Photo> photos, string? key, CancellationToken cancel)
    {
        NpgsqlParameter[] parameters =
        [
            new() { Value = conversation.Value }, new() { Value = author.Value }, new() { Value = text },
            new() { Value = (object?)key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = clock.GetUtcNow() },
            new() { Value = named.Select(n => n.Id.Value).ToArray() }, new() { Value = named.Select(n => n.Name).ToArray() },
            .. ColumnsOf(photos),
        ];
        static async Task<long?> Read(NpgsqlDataReader row, CancellationToken token) => await row.ReadAsync(token) ? row.GetInt64(0) : null;
        return key is not null
            ? await database.QueryAsync(Sql, parameters, Read, cancel)
            : await database.QueryOnceAsync(Sql, parameters, Read, cancel);
    }

    private static NpgsqlParameter[] ColumnsOf(IReadOnlyList<Photo> photos) =>
    [
        new() { Value = photos.Select(photo => photo.Key).ToArray() }, new() { Value = photos.Select(photo => photo.Width).ToArray() },
        new() { Value = photos.Select(photo => photo.Height).ToArray() }, new() { Value = photos.Select(photo => photo.Colour).ToArray() },
        new() { Value = photos.Select(photo => photo.Bytes).ToArray() },
    ];
}
