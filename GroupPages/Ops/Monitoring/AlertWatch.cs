namespace GroupPages.Ops.Monitoring;

/// <summary>Looks at the figures every few seconds and tells what began or ended.</summary>
internal sealed class AlertWatch(
    AlertRules rules, AlertLog alerts, FigureHistory history, Settings settings, TimeProvider clock, ILogger<AlertWatch> log) : BackgroundService
{
    private readonly Alert[] all = [.. rules.All.Select(rule => new Alert(rule, clock))];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Max(1, settings.Alerts.EverySeconds)), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                history.Take();
                foreach (var told in all.Select(alert => alert.Look()).OfType<AlertEvent>().ToList())
                    await alerts.TellAsync(told, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // One round that failed is no reason to end the program, as the host would.
                log.LogError(error, "A look at the figures failed");
            }
        }
    }
}
