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
/// rules say, is asked just before, on the same way to the database, so a removal or a mute that came first wins. In a direct
/// conversation somebody else must still be there whom the author may write to.
/// </summary>
public sealed class PostMessageCommand(Database database, TimeProvider clock)
{
    // Steps in the database, where their plans are kept and explained: sql/0043.
    private const string Sql = """
        SELECT posted_seq, refused_for, refused_until
        FROM post_message($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
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
