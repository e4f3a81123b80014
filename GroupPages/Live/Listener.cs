using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Media;
using GroupPages.Work.Jobs;
using Npgsql;

namespace GroupPages.Live;

/// <summary>
/// The one LISTEN connection of this process. When it was away it cannot know what it missed, so it listens first and
/// then takes everything for changed: every snapshot is dropped, every room looks for news.
/// </summary>
internal sealed class Listener(
    Database database, NewsBox box, NewsState state, Sessions sessions, GroupSnapshots groups, JoinCodes codes, MetMarks marks, Blocks blocks,
    Conversations conversations, WithdrawnPhotos photos, JobSignal jobs, ILogger<Listener> log) : BackgroundService
{
    private static readonly long LastMoment = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = ShortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = ShortestPause, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("The listener lost its connection ({Error}); again in {Pause} ms", error.Message, pause.TotalMilliseconds);
                await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
            }
            catch (OperationCanceledException)
            {
            }
            finally
            {
                state.IsListening = false;
            }
        }
    }

    private async Task ListenAsync(Action connected, CancellationToken cancel)
    {
        await using var connection = database.NewListener();
        await connection.OpenAsync(cancel);
        connection.Notification += (_, told) => Hear(told.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN live", connection))
            await listen.ExecuteNonQueryAsync(cancel);

        sessions.DropAll();
        groups.DropAll();
        codes.DropAll();
        marks.DropAll();
        blocks.DropAll();
        conversations.DropAll();
        photos.Drop();
        box.Add(news => news.IsEverything = news.IsAfterSilence = true);
        jobs.Wake();
        state.IsListening = true;
        connected();
        while (true)
            await connection.WaitAsync(cancel);
    }

    // What there is to do in the background is no news for anybody's page: the worker hears of it without a turn.
    private void Hear(string payload)
    {
        if (!payload.StartsWith("w:", StringComparison.Ordinal))
            box.Add(news => news.Add(payload));
        else if (long.TryParse(payload.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var due) && due < LastMoment)
            jobs.Wake(DateTimeOffset.FromUnixTimeMilliseconds(due));
    }
}
