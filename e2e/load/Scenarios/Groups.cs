using GroupPages.Load.Loop;
using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>Several gatherings at once: everybody scans within a few seconds, then they live together.</summary>
internal sealed class Groups : Scenario
{
    private CrowdGroup[] groups = [];

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
        var end = EventLoop.Now + EventLoop.Ticks(spread + run.Options.Fraction("seconds", 60));
        var lives = groups.Select(group => new Life(run, group, habits)).ToArray();
        var phones = groups.Length * members;
        var all = Enumerable.Range(0, phones).Select(async i =>
        {
            await run.Loop.Delay(spread * i / phones);
            if (await scan.JoinAsync(groups[i % groups.Length], opensChat: true) is not { } phone)
                return;
            var life = lives[i % groups.Length];
            life.Add(phone.Stream);
            await life.LiveAsync(phone.Member, phone.Stream, phone.Connection, new Dice((ulong)i), end);
        });
        await Task.WhenAll(all.ToArray());
        run.Measure();
        for (var i = 0; i < 100 && run.Measures.Deliveries.Missing > 0; i++)
            await run.Loop.Delay(0.1);
        foreach (var stream in lives.SelectMany(life => life.Streams))
            stream.Cut();
    }
}
