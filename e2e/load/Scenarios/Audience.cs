using GroupPages.Load.Loop;
using GroupPages.Load.Sites;
using GroupPages.Load.Streams;

namespace GroupPages.Load.Scenarios;

/// <summary>People who sit in rooms with their streams open.</summary>
internal sealed class Audience(Run run, Site site, int rooms, int people)
{
    private readonly Receiver[][] streams = new Receiver[rooms][];

    public int Count => rooms * people;

    public IEnumerable<Receiver> Streams => streams.SelectMany(room => room);

    public int LiveIn(int room) => streams[room].Count(stream => stream.IsLive);

    /// <summary>Opens all streams, so many a second, room after room; the first <paramref name="deaf"/> of each room never read a byte again.</summary>
    public async Task OpenAsync(double perSecond, int deaf = 0)
    {
        var (start, opened) = (EventLoop.Now, 0);
        for (var room = 0; room < rooms; room++)
        {
            streams[room] = new Receiver[people];
            for (var person = 0; person < people; person++)
            {
                // A phone's buffer for a connection it does not read fills soon; ours would be megabytes.
                streams[room][person] = site.NewReceiver(run.Loop, run.Measures, room, person, person < deaf ? 4096 : 0);
                streams[room][person].Open();
                await run.Loop.Until(start + EventLoop.Ticks(++opened / perSecond));
            }
        }
        await LiveAsync();
        foreach (var stream in streams.SelectMany(room => room[..deaf]).Where(stream => stream.IsOpen))
        {
            stream.GoDeaf();
        }
    }

    /// <summary>Opens all streams again within some seconds.</summary>
    public async Task ReopenAsync(double spread)
    {
        var (start, opened, dice) = (EventLoop.Now, 0, new Dice(3));
        foreach (var stream in Streams.OrderBy(_ => dice.Next()))
        {
            stream.Open();
            await run.Loop.Until(start + EventLoop.Ticks(spread * ++opened / Count));
        }
        await LiveAsync();
    }

    public void Cut()
    {
        foreach (var stream in Streams)
            stream.Cut();
    }

    // A lost stream is an error and is not waited for.
    private async Task LiveAsync()
    {
        for (var i = 0; i < 600 && Streams.Any(stream => stream.IsOpen && !stream.IsLive); i++)
            await run.Loop.Delay(0.05);
    }
}
