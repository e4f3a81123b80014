using GroupPages.Access;
using GroupPages.Media;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;

namespace GroupPages.Live;

/// <summary>
/// Works off the news, one turn after another: brings the snapshots up to date, reads what is new in all open rooms in
/// one query, and wakes whom it concerns. News of a turn that fails are tried again: nothing told is lost.
/// </summary>
internal sealed class Turns(
    NewsBox box, Rooms rooms, RoomReader reader, LiveStreams streams, PeopleNews people, Sessions sessions, GroupSnapshots groups,
    JoinCodes codes, MetMarks marks, Blocks blocks, Conversations conversations, WithdrawnPhotos photos, Unread unread,
    SharedTries tries, Metrics metrics, TimeProvider clock, ILogger<Turns> log) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var news = new News();
            try
            {
                news = await box.TakeAsync(stoppingToken);
                var began = clock.GetTimestamp();
                await RunAsync(news, stoppingToken);
                metrics.TookTurn(clock.GetElapsedTime(began));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                log.LogWarning("A turn failed and is tried again: {Error}", error.Message);
                box.Add(gathered => gathered.Add(news));
                await Task.Delay(PauseAfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(News news, CancellationToken cancel)
    {
        // Access first: nobody who lost it may be served by what this turn brings.
        sessions.Drop(news.Users);
        tries.Take(news.Tries);
        if (news.ArePhotosWithdrawn)
            photos.Drop();
        foreach (var code in news.Codes)
            codes.Drop(code);
        foreach (var direct in news.Directs)
            conversations.Drop(direct);
        foreach (var user in news.Met)
            marks.Drop(user);
        foreach (var user in news.Blocked)
            blocks.Drop(user);
        foreach (var group in news.Groups)
        {
            groups.Drop(group);
            codes.DropOf(group);
        }
        var touched = await people.BringUpToDateAsync(news, cancel);
        streams.Recheck(news);
        unread.Take(news);
        await people.ShowAsync(news, touched, cancel);
        streams.TellMarks(news);
        await ReadMessagesAsync(news, cancel);
    }

    private async Task ReadMessagesAsync(News news, CancellationToken cancel)
    {
        var open = await rooms.OpenAmongAsync(news.IsEverything ? null : news.Conversations);
        if (open.Count == 0)
            return;
        var frames = await reader.ReadAsync(open.Select(room => (room.Id, room.Room.Log.Head)), Log.Capacity, cancel);
        foreach (var (id, room) in open)
        {
            if (!frames.TryGetValue(id, out var ofRoom))
                continue;
            metrics.CountDeliveries((long)room.Append(ofRoom) * ofRoom.Count);
            foreach (var posted in ofRoom.Select(frame => frame.PostedAt).OfType<DateTimeOffset>())
                metrics.Delivered(posted);
            if (ofRoom.Count == Log.Capacity)
                box.Add(more => more.Conversations.Add(id));
        }
    }
}
