namespace GroupPages.Work.Jobs;

/// <summary>What tells the worker of this process that there is work, and from when on: the listener, from any process.</summary>
public sealed class JobSignal(TimeProvider clock) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim news = new(0, 1);
    private DateTimeOffset due = DateTimeOffset.MaxValue;

    /// <summary>There may be work now.</summary>
    public void Wake() => Wake(DateTimeOffset.MinValue);

    /// <summary>There is work from then on.</summary>
    public void Wake(DateTimeOffset at)
    {
        lock (gate)
        {
            if (at >= due)
                return;
            due = at;
            if (news.CurrentCount == 0)
                news.Release();
        }
    }

    /// <summary>Waits until there is work, at most so long: somebody may have told of it while nobody listened.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancel)
    {
        var end = clock.GetUtcNow() + longest;
        // Woken it looks again: perhaps for a moment that is still to come.
        while (Left(end) is { Ticks: > 0 } left)
            await news.WaitAsync(left, cancel);
        lock (gate)
            due = DateTimeOffset.MaxValue;
    }

    public void Dispose() => news.Dispose();

    private TimeSpan Left(DateTimeOffset end)
    {
        lock (gate)
            return (due < end ? due : end) - clock.GetUtcNow();
    }
}
