using GroupPages.Data;

namespace GroupPages.Work;

/// <summary>Lets the eraser work once an hour, and soon after a start: what is due is due, also where the program runs for minutes a day.</summary>
internal sealed class EraserLoop(Eraser eraser, TimeProvider clock, ILogger<EraserLoop> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await eraser.RunAsync(stoppingToken) is var (people, groups) && people + groups > 0)
                    log.LogInformation("Erased {People} people and {Groups} groups", people, groups);
                timer.Period = TimeSpan.FromHours(1);
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                log.LogWarning("What is to be erased waits for the database: {Error}", error.Message);
            }
        }
    }
}
