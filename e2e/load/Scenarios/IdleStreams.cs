using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>
/// Streams that sit there, then posts at a rate: what a stream costs in memory, a delivery in CPU, and how long a
/// message takes to the last screen. The same for the app and for what it is compared with.
/// </summary>
internal sealed class IdleStreams : Scenario
{
    private Site site = null!;
    private int rooms, people;

    public override void Prepare(Run run)
    {
        (rooms, people) = (run.Options.Number("groups", 100), run.Options.Number("members", 100));
        site = TargetSite.Make(run, rooms, people);
    }

    public override async Task PlayAsync(Run run)
    {
        var deaf = run.Options.Number("deaf", 0);
        var empty = run.Sampler.Server.ResidentMb();
        var audience = new Audience(run, site, rooms, people);
        await audience.OpenAsync(run.Options.Fraction("ramp", 2000), deaf);
        await run.Loop.Delay(3);
        run.Figures["streams open"] = audience.Streams.Count(stream => stream.IsOpen);
        run.Figures["resident with streams, MB"] = run.Sampler.Server.ResidentMb();
        run.Figures["memory per stream, KB"] = (run.Sampler.Server.ResidentMb() - empty) * 1024 / audience.Count;
        run.Mark();
        await run.Loop.Delay(run.Options.Fraction("idle", 5));
        run.Measure("idle: ");
        var perSecond = run.Options.Fraction("rate", 2000) / people;
        // The compiler's work on what is only now called often, and the collector's on what opening the streams left, are no delivery's.
        await PostAsync(run, audience, deaf, perSecond, run.Options.Fraction("settle", 0));
        run.Mark();
        await PostAsync(run, audience, deaf, perSecond, run.Options.Fraction("seconds", 20));
        run.Measure();
        for (var i = 0; i < 100 && run.Measures.Deliveries.Missing > 0; i++)
            await run.Loop.Delay(0.1);
        run.Figures["streams still open"] = audience.Streams.Count(stream => stream.IsOpen);
        audience.Cut();
    }

    private async Task PostAsync(Run run, Audience audience, int deaf, double perSecond, double seconds)
    {
        var (start, count) = (EventLoop.Now, (int)(perSecond * seconds));
        // Enough for those under way; each message goes out at its time whether or not the ones before were answered.
        var free = new Stack<HttpConnection>();
        List<Task> posts = [];
        for (var i = 0; i < count; i++)
        {
            await run.Loop.Until(start + EventLoop.Ticks(i / perSecond));
            posts.Add(PostOneAsync(run, audience, free, i % rooms, deaf + (i / rooms % (people - deaf))));
        }
        await Task.WhenAll(posts);
        foreach (var connection in free)
            connection.Close();
    }

    private async Task PostOneAsync(Run run, Audience audience, Stack<HttpConnection> free, int room, int person)
    {
        var connection = free.TryPop(out var idle) ? idle : site.NewConnection(run.Loop);
        var number = run.Measures.Deliveries.Begin(audience.LiveIn(room));
        if (!run.Measures.Record("post", await connection.SendAsync(site.Post(room, person, number)), site.Posted))
            run.Measures.Deliveries.Cancel(number);
        free.Push(connection);
    }
}
