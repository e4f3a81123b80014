using GroupPages.Data;
using GroupPages.Ops.Monitoring;

namespace GroupPages.Live;

/// <summary>
/// Reads what a stream missed and no room holds any more. Two at a time in the whole process: after an outage thousands
/// come back at once, and the database has other things to do.
/// </summary>
internal sealed class Replay(RoomReader reader, Metrics metrics) : IDisposable
{
    // A day's chatter of a lively room. Whoever missed more is served faster by the page, which shows the latest 50.
    private const int Most = 2_000;
    private const int BatchSize = 200;

    private readonly SemaphoreSlim two = new(2);

    /// <summary>The next frames after a number, in order; null when there are too many in all.</summary>
    public async Task<List<Frame>?> ReadAsync(ConversationId id, long after, long head, CancellationToken cancel)
    {
        if (head - after > Most)
            return null;
        metrics.CountReplay();
        await two.WaitAsync(cancel);
        try
        {
            return (await reader.ReadAsync([(id, after)], BatchSize, cancel)).GetValueOrDefault(id);
        }
        finally
        {
            two.Release();
        }
    }

    public void Dispose() => two.Dispose();
}
