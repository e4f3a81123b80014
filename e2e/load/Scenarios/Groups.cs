using GroupPages.Load.Loop;
using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>Several gatherings at once: everybody scans within a few seconds, then they live together.</summary>
internal class Groups : Scenario
{
    private CrowdGroup[] groups = [];

    /// <summary>How long they live together, when nothing else is asked.</summary>
    protected virtual double Seconds => 60;

    /// <summary>How long a page whose stream the server has let go waits; null where that never happens.</summary>
    protected virtual Func<double>? Pause => null;

    // One seeded member: the leader who shows the code.
    public override void Prepare(Run run) =>
        groups = Crowd.Make(run.Tier, run.Database.Postgres, run.Options.Number("groups", 10), members: 1);

    public override async Task PlayAsync(Run run)
    {
        var (members, spread) = (run.Options.Number("members", 30), run.Options.Fraction("spread", 1));
        var habits = new Habits(run.Options.Fraction("read", 20), run.Options.Fraction("post", 60), run.Options.Fraction("meet", 120));
        var scan = new Scan(run);
        await scan.LookAsync(groups[0]);
        run.Mark();
        var end = EventLoop.Now + EventLoop.Ticks(spread + run.Options.Fraction("seconds", Seconds));
        var lives = groups.Select(group => new Life(run, group, habits)).ToArray();
        var phones = groups.Length * members;
        var all = Enumerable.Range(0, phones).Select(async i =>
        {
            await run.Loop.Delay(spread * i / phones);
            if (await scan.JoinAsync(groups[i % groups.Length], opensChat: true, Pause) is not { } phone)
                return;
            var life = lives[i % groups.Length];
            life.Add(phone.Stream);
            await life.LiveAsync(phone.Member, phone.Stream, phone.Connection, new Dice((ulong)i), end);
        }).ToList();
        all.Add(DisturbAsync(run, end));
        await Task.WhenAll(all);
        run.Measure();
        for (var i = 0; i < 100 && (run.Measures.Deliveries.Missing > 0 || lives.Any(life => Missing(life) > 0)); i++)
            await run.Loop.Delay(0.1);
        Count(run, lives);
        foreach (var stream in lives.SelectMany(life => life.Streams))
            stream.Cut();
    }

    /// <summary>What goes wrong meanwhile; nothing here.</summary>
    protected virtual Task DisturbAsync(Run run, long end) => Task.CompletedTask;

    // Everybody's room is shown from its first message on, so each phone must have got as many as were taken.
    private static void Count(Run run, Life[] lives)
    {
        run.Figures["messages acknowledged"] = lives.Sum(life => life.Acknowledged);
        run.Figures["phones listening"] = lives.Sum(life => life.Streams.Count);
        run.Figures["messages due on phones"] = lives.Sum(life => life.Acknowledged * life.Streams.Count);
        run.Figures["messages got by phones"] = lives.Sum(life => life.Streams.Sum(stream => stream.Heard));
        run.Figures["streams let go"] = lives.Sum(life => life.Streams.Sum(stream => stream.LetGo));
        foreach (var life in lives)
        {
            run.Measures.Fail("phones", "a message missing", Missing(life));
            run.Measures.Fail("phones", "a message too many", life.Streams.Sum(stream => Math.Max(0, stream.Heard - life.Acknowledged)));
        }
    }

    private static int Missing(Life life) => life.Streams.Sum(stream => Math.Max(0, life.Acknowledged - stream.Heard));
}
