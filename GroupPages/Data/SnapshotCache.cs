using System.Collections.Concurrent;

namespace GroupPages.Data;

/// <summary>
/// What many requests read alike, kept in memory: built once under single flight, dropped or replaced when the news
/// says that it changed. A key that has nothing is not remembered, so guessing names fills no memory.
/// </summary>
/// <param name="load">Reads one snapshot; null when there is none.</param>
/// <param name="life">How long one is kept at most; a net under lost news, so minutes.</param>
/// <param name="capacity">How many are kept at most; the ones unused for longest make room.</param>
public sealed class SnapshotCache<TKey, T>(
    Func<TKey, CancellationToken, Task<T?>> load, NewsState news, TimeProvider clock, TimeSpan life, int capacity)
    where TKey : notnull
    where T : class
{
    // While the listener is down nobody tells us of changes. A removed member must be gone within two seconds, and open
    // streams are asked once a second (Pulse): what is remembered must be older than it by then.
    private static readonly TimeSpan LifeWithoutNews = TimeSpan.FromMilliseconds(500);

    private readonly Func<TKey, CancellationToken, Task<T?>> load = load;
    private readonly ConcurrentDictionary<TKey, Entry> entries = new();

    /// <summary>The snapshot, from memory or read now; null when there is none.</summary>
    public async ValueTask<T?> GetAsync(TKey key, CancellationToken cancel)
    {
        var now = clock.GetTimestamp();
        if (entries.TryGetValue(key, out var known) && !IsStale(known, now))
        {
            known.UsedAt = now;
            if (known.Value is { } value)
                return value;
        }
        else
        {
            if (known is not null)
                entries.TryRemove(new(key, known));
            known = entries.GetOrAdd(key, static (_, at) => new Entry(at), now);
            MakeRoom(now);
        }
        return await known.LoadAsync(this, key).WaitAsync(cancel);
    }

    /// <summary>The snapshots in memory right now.</summary>
    public IEnumerable<T> Loaded => entries.Values.Select(entry => entry.Value).OfType<T>();

    /// <summary>The snapshot if it is in memory right now.</summary>
    public T? Peek(TKey key) => entries.TryGetValue(key, out var entry) ? entry.Value : null;

    public void Drop(TKey key) => entries.TryRemove(key, out _);

    public void DropAll() => entries.Clear();

    /// <summary>Drops each snapshot that matches, and each that is being read at this moment: it may be of before the change.</summary>
    public void DropWhere(Func<T, bool> matches)
    {
        foreach (var (key, entry) in entries)
        {
            if (entry.Value is not { } value || matches(value))
                entries.TryRemove(new(key, entry));
        }
    }

    /// <summary>Replaces a snapshot that is in memory; one that is being read at this moment is dropped instead.</summary>
    public void Replace(TKey key, Func<T, T> change)
    {
        if (!entries.TryGetValue(key, out var entry))
            return;
        if (entry.Value is { } value)
            entry.Value = change(value);
        else
            entries.TryRemove(new(key, entry));
    }

    private bool IsStale(Entry entry, long now) =>
        clock.GetElapsedTime(entry.LoadedAt, now) > (news.IsListening ? life : LifeWithoutNews);

    private void MakeRoom(long now)
    {
        if (entries.Count <= capacity)
            return;
        foreach (var (key, entry) in entries.OrderBy(pair => pair.Value.UsedAt).Take(capacity / 10 + 1))
        {
            if (entry.UsedAt != now)
                entries.TryRemove(new(key, entry));
        }
    }

    private sealed class Entry(long now)
    {
        private Task<T?>? loading;

        public volatile T? Value;
        public long LoadedAt { get; } = now;
        public long UsedAt { get; set; } = now;

        /// <summary>Single flight: whoever comes first starts the read, and no caller who gives up can end it for the others.</summary>
        public Task<T?> LoadAsync(SnapshotCache<TKey, T> cache, TKey key)
        {
            lock (this)
                return Value is { } there ? Task.FromResult<T?>(there) : loading ??= ReadAsync(cache, key);
        }

        private async Task<T?> ReadAsync(SnapshotCache<TKey, T> cache, TKey key)
        {
            await Task.Yield();
            try
            {
                return Value = await cache.load(key, CancellationToken.None);
            }
            finally
            {
                // The read itself need not be remembered: there may be ten thousand of these.
                lock (this)
                    loading = null;
                if (Value is null)
                    cache.entries.TryRemove(new(key, this));
            }
        }
    }
}
