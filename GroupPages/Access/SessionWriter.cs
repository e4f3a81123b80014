using GroupPages.Data;

namespace GroupPages.Access;

/// <summary>Once a minute writes which sessions were used: one statement for all of them, off every request.</summary>
internal sealed class SessionWriter(Sessions sessions, TimeProvider clock, ILogger<SessionWriter> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sessions.WriteSeenAsync(stoppingToken);
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                log.LogDebug("Last uses wait for the database: {Error}", error.Message);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // One round that failed is no reason to end the program, as the host would.
                log.LogError(error, "Last uses are not written");
            }
        }
    }
}
