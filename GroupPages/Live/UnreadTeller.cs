using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>
/// Twice a second: reads, in one query for all who came since, what they have not read, and tells the streams whose
/// numbers changed. Nothing to do costs nothing.
/// </summary>
internal sealed class UnreadTeller(Unread unread, UnreadQuery query, TimeProvider clock, ILogger<UnreadTeller> log) : BackgroundService
{
    private const int MostAtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReadAsync(stoppingToken);
                unread.Tell();
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // One round that failed is no reason to end the program, as the host would.
                log.LogError(error, "The unread counts are not told");
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        while (unread.TakeWanted(MostAtOnce) is { Count: > 0 } readers)
        {
            try
            {
                unread.Put(readers, await query.RunAsync(readers, cancel));
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                unread.PutBack(readers);
                log.LogDebug("The unread counts wait for the database: {Error}", error.Message);
                return;
            }
        }
    }
}
