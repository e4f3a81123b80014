using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Media;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;

namespace GroupPages.Live;

/// <summary>
/// Works off the news, one turn after another: brings the snapshots up to date, reads what is new in all open rooms in
/// one query, unless its words came along, and wakes whom it concerns. News of a turn that fails are tried again: nothing told is lost.
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
        TellMarks(news);
        await ReadMessagesAsync(news, cancel);
    }

    // Whoever marked somebody as met: on another page, or by the code they showed.
    private void TellMarks(News news)
    {
        foreach (var stream in unread.StreamsOf(news.Met).Where(stream => stream.View.People is not null))
            stream.Wake(StreamSignal.Marks);
    }

    private async Task ReadMessagesAsync(News news, CancellationToken cancel)
    {
        List<(ConversationId Id, Room Room)> behind = [];
        foreach (var (id, room) in await rooms.OpenAmongAsync(news.IsEverything ? null : news.Conversations.Union(news.Heads.Keys)))
        {
            if (news.IsEverything || news.Conversations.Contains(id) || !await IsToldAsync(room, id, news))
                behind.Add((id, room));
        }
        if (behind.Count == 0)
            return;
        var frames = await reader.ReadAsync(behind.Select(room => (room.Id, room.Room.Log.Head)), Log.Capacity, cancel);
        foreach (var (id, room) in behind)
        {
            if (!frames.TryGetValue(id, out var ofRoom))
                continue;
            Append(room, ofRoom);
            if (ofRoom.Count == Log.Capacity)
                box.Add(more => more.Conversations.Add(id));
        }
    }

    // True when the room has all that the news say, by the words that came along if need be. Only when they reach to its
    // very head: what was deleted a moment after it was written is not shown first.
    private async ValueTask<bool> IsToldAsync(Room room, ConversationId id, News news)
    {
        var (has, head) = (room.Log.Head, news.Heads[id].Seq);
        var words = news.Words.Where(message => message.Conversation == id && message.Seq > has).ToList();
        if (words.Where((message, i) => message.Seq != has + 1 + i).Any() || has + words.Count < head)
            return false;
        List<Frame> frames = [];
        foreach (var message in words)
            frames.Add(await reader.DrawAsync(message));
        if (frames.Count > 0)
            Append(room, frames);
        return true;
    }

    private void Append(Room room, List<Frame> frames)
    {
        metrics.CountDeliveries((long)room.Append(frames) * frames.Count);
        foreach (var posted in frames.Select(frame => frame.PostedAt).OfType<DateTimeOffset>())
            metrics.Delivered(posted);
    }
}
