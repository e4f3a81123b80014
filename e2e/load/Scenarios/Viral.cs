using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Sites;
using GroupPages.Load.Streams;

namespace GroupPages.Load.Scenarios;

/// <summary>Many groups at once, everybody with the chat open, reading and writing.</summary>
internal class Viral : Scenario
{
    private CrowdGroup[] groups = [];

    public override void Prepare(Run run) =>
        groups = Crowd.Make(run.Tier, run.Database.Postgres, run.Options.Number("groups", 100), run.Options.Number("members", 30));

    public override async Task PlayAsync(Run run)
    {
        var habits = new Habits(run.Options.Fraction("read", 20), run.Options.Fraction("post", 60), run.Options.Fraction("meet", 120));
        var people = await OpenAsync(run, habits);
        run.Mark();
        var end = EventLoop.Now + EventLoop.Ticks(run.Options.Fraction("seconds", 60));
        var dice = new Dice(7);
        var lives = people.Select(p => p.Life.LiveAsync(p.Member, p.Stream, p.Connection, new Dice((ulong)dice.Below(int.MaxValue)), end)).ToList();
        lives.Add(DisturbAsync(run, end));
        await Task.WhenAll(lives);
        run.Measure();
        for (var i = 0; i < 100 && run.Measures.Deliveries.Missing > 0; i++)
            await run.Loop.Delay(0.1);
        foreach (var person in people)
        {
            person.Stream.Cut();
            person.Connection.Close();
        }
    }

    /// <summary>What goes wrong meanwhile; nothing here.</summary>
    protected virtual Task DisturbAsync(Run run, long end) => Task.CompletedTask;

    private async Task<List<(Life Life, Member Member, Receiver Stream, HttpConnection Connection)>> OpenAsync(Run run, Habits habits)
    {
        List<(Life Life, Member Member, Receiver Stream, HttpConnection Connection)> people = [];
        var ramp = run.Options.Fraction("ramp", 1000);
        foreach (var group in groups)
        {
            var life = new Life(run, group, habits);
            foreach (var member in group.Members)
            {
                var stream = life.NewStream(member);
                life.Add(stream);
                stream.Open();
                people.Add((life, member, stream, run.NewConnection()));
                await run.Loop.Delay(1 / ramp);
            }
        }
        for (var i = 0; i < 300 && people.Any(person => person.Stream.IsOpen && !person.Stream.IsLive); i++)
            await run.Loop.Delay(0.1);
        return people;
    }
}
