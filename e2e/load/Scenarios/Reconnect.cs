using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>All streams are cut at once, messages go on meanwhile, and everybody comes back: nothing may be missing.</summary>
internal sealed class Reconnect : Scenario
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
        var audience = new Audience(run, site, rooms, people);
        await audience.OpenAsync(run.Options.Fraction("ramp", 2000));
        // One message each, so that everybody has a Last-Event-ID to come back with.
        await PostToAllAsync(run);
        await ArriveAsync(run);
        audience.Cut();
        for (var i = 0; i < run.Options.Number("missed", 3); i++)
            await PostToAllAsync(run);
        run.Mark();
        var start = run.Sampler.Elapsed;
        await audience.ReopenAsync(run.Options.Fraction("spread", 0));
        run.Figures["all back after, s"] = run.Sampler.Elapsed - start;
        await ArriveAsync(run);
        run.Figures["all caught up after, s"] = run.Sampler.Elapsed - start;
        run.Measure();
        run.Figures["streams back"] = audience.Streams.Count(stream => stream.IsLive);
        audience.Cut();
    }

    private async Task PostToAllAsync(Run run)
    {
        var connection = site.NewConnection(run.Loop);
        for (var room = 0; room < rooms; room++)
        {
            var number = run.Measures.Deliveries.Begin(people, isTimed: false);
            run.Measures.Record("post", await connection.SendAsync(site.Post(room, room % people, number)), site.Posted);
        }
        connection.Close();
    }

    private static async Task ArriveAsync(Run run)
    {
        for (var i = 0; i < 600 && run.Measures.Deliveries.Missing > 0; i++)
            await run.Loop.Delay(0.05);
    }
}
