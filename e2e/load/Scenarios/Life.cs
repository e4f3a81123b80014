using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Sites;
using GroupPages.Load.Streams;

namespace GroupPages.Load.Scenarios;

/// <summary>How often people do things: the mean seconds between two of each.</summary>
internal sealed record Habits(double Read, double Post, double Meet);

/// <summary>One group whose people hold their streams, read pages, post and mark whom they met.</summary>
internal sealed class Life(Run run, CrowdGroup group, Habits habits)
{
    private static readonly string Key = EventLoop.Now.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private readonly List<LiveReceiver> streams = [];

    public IReadOnlyList<LiveReceiver> Streams => streams;

    /// <summary>Adds a stream to those the group's messages must reach.</summary>
    public void Add(LiveReceiver stream) => streams.Add(stream);

    /// <summary>Messages the server has taken.</summary>
    public int Acknowledged { get; private set; }

    public LiveReceiver NewStream(Member member) => new LiveReceiver(
        run.Loop, run.Tier.Port, run.Measures, last => run.Requests.Stream($"c={group.Room}", member.Session, last));

    /// <summary>Lives as one of the group until a time.</summary>
    public async Task LiveAsync(Member me, Receiver stream, HttpConnection connection, Dice dice, long end)
    {
        // Each starts somewhere in the middle of a wait, as if it had gone on for long.
        var (read, post, meet) = (Next(dice.Wait(habits.Read)), Next(dice.Wait(habits.Post)), Next(dice.Wait(habits.Meet)));
        while (true)
        {
            var next = Math.Min(read, Math.Min(post, meet));
            if (next >= end)
                break;
            await run.Loop.Until(next);
            Reopen(stream);
            if (next == read)
            {
                await ReadAsync(me, connection, dice);
                read = Next(dice.Wait(habits.Read));
            }
            else if (next == post)
            {
                await PostAsync(me, connection);
                post = Next(dice.Wait(habits.Post));
            }
            else
            {
                await MeetAsync(me, connection, dice);
                meet = Next(dice.Wait(habits.Meet));
            }
        }
    }

    private static long Next(double seconds) => EventLoop.Now + EventLoop.Ticks(seconds);

    // The loss itself is in the errors already.
    private static void Reopen(Receiver stream)
    {
        if (!stream.IsOpen && !stream.IsComingBack)
            stream.Open();
    }

    private async Task ReadAsync(Member me, HttpConnection connection, Dice dice)
    {
        var (kind, path) = dice.Next() switch
        {
            < 0.5 => ("people page", $"/g/{group.Slug}"),
            < 0.9 => ("chat page", $"/g/{group.Slug}/chat"),
            _ => ("person page", $"/g/{group.Slug}/people/{Somebody(dice).User}"),
        };
        run.Measures.Record(kind, await connection.SendAsync(run.Requests.Get(path, me.Session)));
    }

    private async Task PostAsync(Member me, HttpConnection connection)
    {
        var number = run.Measures.Deliveries.Begin(streams.Count(stream => stream.IsLive || stream.IsComingBack));
        var form = $"text={Measuring.Deliveries.Mark(number)}+I+can+bring+the+big+pot+and+two+dozen+cups&key={Key}-{number}";
        if (run.Measures.Record("post", await connection.SendAsync(run.Requests.Post($"/g/{group.Slug}/chat", form, me.Session, isHtmx: true)), wanted: 204))
            Acknowledged++;
        else
            run.Measures.Deliveries.Cancel(number);
    }

    private async Task MeetAsync(Member me, HttpConnection connection, Dice dice)
    {
        var other = Somebody(dice);
        if (other.User != me.User)
            run.Measures.Record("met", await connection.SendAsync(
                run.Requests.Post($"/g/{group.Slug}/people/{other.User}/met", "met=on", me.Session, isHtmx: true)));
    }

    private Member Somebody(Dice dice) => group.Members[dice.Below(group.Members.Length)];
}
