using GroupPages.Data;

namespace GroupPages.Media;

/// <summary>
/// Takes away what nobody uses any more: rows of messages deleted and of portraits replaced over a day ago, and files that no row
/// names. A day, since a file is there before its row, and a picture sent again finds the old file.
/// </summary>
public sealed class PhotoCleaner(Database database, PhotoStores stores, TimeProvider clock, ILogger<PhotoCleaner> log)
{
    private const int BatchSize = 500;

    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>Cleans once. Returns how many photos' files it removed.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var before = clock.GetUtcNow() - Grace;
        await ForgetDeletedAsync(before, cancel);
        await ForgetReplacedAsync(before, cancel);
        var store = stores.Current;
        store.RemoveHalfWritten(before);
        var removed = 0;
        await foreach (var keys in store.KeysBeforeAsync(before, cancel).Chunk(BatchSize).WithCancellation(cancel))
        {
            if (await UnusedAsync(keys, cancel) is not { } unused)
            {
                // A database without a single photo beside a full folder: more likely the wrong database than the truth.
                log.LogWarning("The photo folder is left as it is: this database knows no photos at all");
                return removed;
            }
            foreach (var key in unused)
                await store.RemoveAsync(key, before, cancel);
            removed += unused.Count;
        }
        return removed;
    }

    // A message that somebody reported keeps its photos for the leaders until they have decided.
    private Task<int> ForgetDeletedAsync(DateTimeOffset before, CancellationToken cancel) => database.ExecuteAsync("""
        WITH gone AS (
            UPDATE messages m SET photo_count = 0
            WHERE m.photo_count > 0 AND m.deleted_at < $1
                AND NOT EXISTS (
                    SELECT FROM reports r WHERE r.conversation_id = m.conversation_id AND r.seq = m.seq AND r.handled_at IS NULL)
            RETURNING m.conversation_id, m.seq)
        DELETE FROM photos p USING gone WHERE p.conversation_id = gone.conversation_id AND p.seq = gone.seq
        """, [new() { Value = before }], cancel);

    // Somebody deleted keeps their portrait while they can still come back; so does a group its logo.
    private Task<int> ForgetReplacedAsync(DateTimeOffset before, CancellationToken cancel) => database.ExecuteAsync("""
        DELETE FROM photos p WHERE p.withdrawn_at < $1 AND p.conversation_id IS NULL
            AND NOT EXISTS (SELECT FROM users u WHERE u.id = p.owner_id AND u.photo = p.key)
            AND NOT EXISTS (SELECT FROM groups g WHERE g.id = p.group_id AND g.logo = p.key)
        """, [new() { Value = before }], cancel);

    private Task<List<string>?> UnusedAsync(string[] keys, CancellationToken cancel) => database.QueryAsync<List<string>?>("""
        SELECT key FROM unnest($1) AS old(key)
        WHERE EXISTS (SELECT FROM photos) AND NOT EXISTS (SELECT FROM photos p WHERE p.key = old.key)
        UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM photos)
        """, [new() { Value = keys }], async (reader, token) =>
    {
        List<string> unused = [];
        while (await reader.ReadAsync(token))
        {
            if (reader.IsDBNull(0))
                return null;
            unused.Add(reader.GetString(0));
        }
        return unused;
    }, cancel);
}
