using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Media;
using GroupPages.TagHelpers;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Chat;

/// <summary>
/// Posts a message. One statement takes the conversation's next number, which the row lock makes gap-free and visible in
/// order, and puts the message there; its trigger tells every process. Whether the author may write, and what the room's
/// rules say, is asked in the same statement, so a removal or a mute that came first wins. In a direct conversation somebody
/// else must still be there whom the author may write to.
/// </summary>
public sealed class PostMessageCommand(Database database, TimeProvider clock)
{
    // "door" has a row for whoever has a place here, with what keeps them from writing. "pace" is slow mode: its row is
    // locked and looked at in its latest state, so of two messages sent at once one is refused.
    // Who writes has read ("mine", "read"). The mark is passed over while the gathered marks are being written: the
    // conversation's row is locked here, and all its writers would wait for that; the author's own page brings the mark a
    // moment later.
    // Named are only those who can read it: somebody may have left since the names were looked up.
    private const string Sql = """
        WITH before AS (
            SELECT seq FROM messages WHERE conversation_id = $1 AND author_id = $2 AND key = $4),
        door AS (
            SELECT c.id, m.muted_until, CASE WHEN g.id IS NULL OR m.role_id = 3 OR u.id IS NOT NULL THEN 0 ELSE g.room_pause END AS pause,
                CASE WHEN g.id IS NULL OR m.role_id = 3 OR u.id IS NOT NULL THEN NULL
                    WHEN m.muted_until > $5 THEN 'muted'
                    WHEN g.room_writers = 'leaders' THEN 'leaders'
                    WHEN $13 AND NOT g.newcomers_share AND m.joined_at > $14 THEN 'newcomer' END AS refused
            FROM conversations c LEFT JOIN groups g ON g.id = c.group_id AND g.deleted_at IS NULL
            LEFT JOIN memberships m ON m.group_id = g.id AND m.user_id = $2 AND m.role_id >= 2
            LEFT JOIN users u ON u.id = $2 AND u.is_site_admin AND u.deleted_at IS NULL
            WHERE c.id = $1 AND CASE WHEN c.kind = 'room' THEN g.id IS NOT NULL AND (m.user_id IS NOT NULL OR u.id IS NOT NULL)
                ELSE EXISTS (SELECT FROM participants p WHERE p.conversation_id = c.id AND p.user_id = $2 AND p.left_at IS NULL)
                    AND EXISTS (SELECT FROM participants o WHERE o.conversation_id = c.id AND o.left_at IS NULL AND may_write_to($2, o.user_id)) END),
        pace AS (
            INSERT INTO paces AS p (conversation_id, user_id, posted_at)
            SELECT id, $2, $5 FROM door WHERE refused IS NULL AND pause > 0 AND NOT EXISTS (SELECT FROM before)
            ON CONFLICT (conversation_id, user_id) DO UPDATE SET posted_at = excluded.posted_at
            WHERE p.posted_at + make_interval(secs => (SELECT pause FROM door)) <= excluded.posted_at
            RETURNING posted_at),
        next AS (
            UPDATE conversations c SET last_seq = c.last_seq + 1, message_count = c.message_count + 1, last_message_at = $5
            FROM door
            WHERE c.id = door.id AND NOT EXISTS (SELECT FROM before)
                AND door.refused IS NULL AND (door.pause = 0 OR EXISTS (SELECT FROM pace))
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
        SELECT seq, NULL, NULL::timestamptz FROM posted UNION ALL SELECT seq, NULL, NULL FROM before
        UNION ALL
        SELECT NULL, coalesce(door.refused, 'slow'), CASE door.refused WHEN 'muted' THEN door.muted_until
            ELSE coalesce((SELECT posted_at FROM paces WHERE conversation_id = $1 AND user_id = $2), $5) + make_interval(secs => door.pause) END
        FROM door WHERE NOT EXISTS (SELECT FROM posted) AND NOT EXISTS (SELECT FROM before)
        """;

    /// <param name="named">Whom the text names (<see cref="NamedPerson.In"/>).</param>
    /// <param name="key">Makes the post repeatable; null posts each time.</param>
    /// <param name="photos">Already in the store; a message without text has at least one.</param>
    public async Task<PostResult> RunAsync(ConversationId conversation, UserId author, string text, IReadOnlyList<NamedPerson> named, IReadOnlyList<Photo> photos, string? key, CancellationToken cancel)
    {
        try
        {
            var result = await PostAsync(conversation, author, text, named, photos, key, cancel);
            // The same key at the same moment may be what made this one too soon: then it is committed now, and found.
            return result.Refusal is { Reason: "slow" } && key is not null ? await PostAsync(conversation, author, text, named, photos, key, cancel) : result;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation && key is not null)
        {
            // The same key at the same moment: the other one is committed now, and this finds it.
            return await PostAsync(conversation, author, text, named, photos, key, cancel);
        }
    }

    private async Task<PostResult> PostAsync(ConversationId conversation, UserId author, string text, IReadOnlyList<NamedPerson> named, IReadOnlyList<Photo> photos, string? key, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        NpgsqlParameter[] parameters =
        [
            new() { Value = conversation.Value }, new() { Value = author.Value }, new() { Value = text },
            new() { Value = (object?)key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = now },
            new() { Value = named.Select(n => n.Id.Value).ToArray() }, new() { Value = named.Select(n => n.Name).ToArray() },
            .. ColumnsOf(photos),
            new() { Value = LinkedText.HasLink(text) || photos.Count > 0 }, new() { Value = now - RoomRules.FirstDay },
        ];
        async Task<PostResult> Read(NpgsqlDataReader row, CancellationToken token) =>
            !await row.ReadAsync(token) ? PostResult.NotFound
            : !row.IsDBNull(0) ? new(row.GetInt64(0), null)
            : new(null, new(row.GetString(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2), now));
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
