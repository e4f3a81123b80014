using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>
/// Once a second: heartbeats, and a look whether a conversation somebody has open is further than its room (a process
/// that died between commit and NOTIFY told nobody). One query a second, and none when nobody is there. While the
/// listener is away nobody is told of anything, so every stream is asked each second whether it may go on.
/// </summary>
internal sealed class Pulse(
    LiveStreams streams, Rooms rooms, Pages.Chat.MessagesQuery messages, NewsBox box, NewsState state, TimeProvider clock,
    ILogger<Pulse> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        for (var second = 0L; await timer.WaitForNextTickAsync(stoppingToken); second++)
        {
            try
            {
                streams.Tick(second);
                await SweepAsync(stoppingToken);
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                log.LogDebug("The sweep found no database: {Error}", error.Message);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // One round that failed is no reason to end the program, as the host would.
                log.LogError(error, "The sweep failed");
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        var open = await rooms.OpenAmongAsync(null);
        var isDeaf = !state.IsListening && streams.Count > 0;
        if (open.Count == 0 && !isDeaf)
            return;
        var heads = await messages.HeadsAsync(open.Select(room => room.Id), cancel);
        // Only after the database has answered: with all of it away, thousands of streams asking would keep it away.
        if (isDeaf)
            box.Add(news => news.IsEverything = true);
        foreach (var (id, room) in open)
        {
            if (heads.GetValueOrDefault(id) > room.Log.Head)
                box.Add(news => news.Conversations.Add(id));
        }
    }
}
