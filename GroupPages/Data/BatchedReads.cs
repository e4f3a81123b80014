namespace GroupPages.Data;

/// <summary>
/// Gathers single look-ups into statements: while one statement is under way the next one's keys gather. Alone, a look-up
/// waits for nobody; when ten thousand phones come back at once they cost a few dozen statements.
/// </summary>
/// <param name="read">Reads what belongs to some keys; keys that have nothing are left out.</param>
internal sealed class BatchedReads<TKey, T>(Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, T>>> read)
    where TKey : notnull
    where T : class
{
    // Large enough that the statement costs more than the trip, small enough to stay a few milliseconds.
    private const int Most = 500;

    private readonly Lock gate = new();
    private readonly Queue<(TKey Key, TaskCompletionSource<T?> Found)> waiting = [];
    private bool isReading;

    /// <summary>What belongs to a key; null when nothing does. Whoever gives up waiting ends no statement: others wait for it, too.</summary>
    public Task<T?> FindAsync(TKey key, CancellationToken cancel) => ReadAsync(key).WaitAsync(cancel);

    private Task<T?> ReadAsync(TKey key)
    {
        var found = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Enqueue((key, found));
            if (isReading)
                return found.Task;
            isReading = true;
        }
        _ = ReadAllAsync();
        return found.Task;
    }

    private async Task ReadAllAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            try
            {
                var rows = await read([.. batch.Select(wanted => wanted.Key).Distinct()]);
                foreach (var (key, found) in batch)
                    found.SetResult(rows.GetValueOrDefault(key));
            }
            catch (Exception error)
            {
                foreach (var (_, found) in batch)
                    found.TrySetException(error);
            }
        }
    }

    private List<(TKey Key, TaskCompletionSource<T?> Found)> Next()
    {
        lock (gate)
        {
            List<(TKey, TaskCompletionSource<T?>)> batch = [];
            while (batch.Count < Most && waiting.TryDequeue(out var wanted))
                batch.Add(wanted);
            isReading = batch.Count > 0;
            return batch;
        }
    }
}
