using System.Collections.Frozen;
using GroupPages.Data;

namespace GroupPages.Media;

/// <summary>
/// The photos whose address no longer answers: hidden, deleted, replaced, and used nowhere else. Few, for the cleaner takes most
/// of them within a day; so the whole set is kept in memory, and a photo costs no query.
/// </summary>
public sealed class WithdrawnPhotos(Database database, NewsState news, TimeProvider clock)
{
    private const string All = "";

    private readonly SnapshotCache<string, FrozenSet<string>> keys = new(
        (_, cancel) => ReadAsync(database, cancel), news, clock, life: TimeSpan.FromMinutes(30), capacity: 1);

    private volatile FrozenSet<string>? last;

    /// <summary>True when nobody may be shown this photo any more.</summary>
    public async ValueTask<bool> HasAsync(string key, CancellationToken cancel)
    {
        try
        {
            last = await keys.GetAsync(All, cancel);
        }
        catch (Exception error) when (last is not null && Database.IsUnavailable(error))
        {
            // With the database away nothing can be withdrawn either: what was known last is still true.
        }
        return last is not null && last.Contains(key);
    }

    /// <summary>Something was withdrawn, or came back: the next photo reads the set anew.</summary>
    public void Drop() => keys.DropAll();

    private static async Task<FrozenSet<string>?> ReadAsync(Database database, CancellationToken cancel) => await database.QueryAsync("""
        SELECT DISTINCT p.key FROM photos p
        WHERE p.withdrawn_at IS NOT NULL AND NOT EXISTS (SELECT FROM photos u WHERE u.key = p.key AND u.withdrawn_at IS NULL)
        """, [], async (row, token) =>
    {
        HashSet<string> keys = [];
        while (await row.ReadAsync(token))
            keys.Add(row.GetString(0));
        return keys.ToFrozenSet();
    }, cancel);
}
