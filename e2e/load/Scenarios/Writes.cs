using GroupPages.Load.Loop;
using GroupPages.Load.Measuring;
using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>Joins or posts as fast as they come, by so many clients: beside pgbench running the very statements.</summary>
internal sealed class Writes : Scenario
{
    private CrowdGroup[] groups = [];

    // A code lets 900 in at once and 90 a second; a user posts 30 and then one a second: spread over enough of both.
    public override void Prepare(Run run)
    {
        groups = Crowd.Make(run.Tier, run.Database.Postgres, run.Options.Number("groups", 100), run.Options.Number("members", 40));
        // What pgbench needs to do the same to the same groups.
        Directory.CreateDirectory(run.Tier.Output);
        var (low, high) = (groups.Min(group => group.Id), groups.Max(group => group.Id));
        var codes = run.Database.Postgres.Rows($"SELECT min(id), max(id) FROM join_codes WHERE group_id BETWEEN {low} AND {high}")[0];
        var people = run.Database.Postgres.Rows($"SELECT min(user_id), max(user_id) FROM memberships WHERE group_id BETWEEN {low} AND {high}")[0];
        var rooms = groups.Select(group => group.Room).ToList();
        File.WriteAllText(Path.Combine(run.Tier.Output, "pgbench.args"),
            $"-D first_code={codes[0]} -D last_code={codes[1]} -D first_room={rooms.Min()} -D first_user={people[0]} -D rooms={groups.Length} -D members={groups[0].Members.Length}");
    }

    public override async Task PlayAsync(Run run)
    {
        var kind = run.Options.Text("kind", "post");
        var end = EventLoop.Now + EventLoop.Ticks(run.Options.Fraction("seconds", 10));
        var next = 0;
        run.Mark();
        var all = Enumerable.Range(0, run.Options.Number("clients", 32)).Select(async _ =>
        {
            var connection = run.NewConnection();
            while (EventLoop.Now < end)
            {
                var (request, wanted) = kind == "join" ? (Join(run, next++), 303) : (Post(run, next++), 204);
                if (!run.Measures.Record(kind, await connection.SendAsync(request), wanted))
                    await run.Loop.Delay(0.1);
            }
            connection.Close();
        });
        await Task.WhenAll(all.ToArray());
        run.Measure();
    }

    private byte[] Join(Run run, int number) =>
        run.Requests.Post($"/j/{groups[number % groups.Length].Code}", $"firstName=Ann&key=writes-{Environment.ProcessId}-{run.Tier.Port}-{number}");

    private byte[] Post(Run run, int number)
    {
        var group = groups[number % groups.Length];
        var author = group.Members[number / groups.Length % group.Members.Length];
        return run.Requests.Post($"/g/{group.Slug}/chat", $"text={Deliveries.Mark(0)}+I+can+bring+the+big+pot&key=w-{EventLoop.Now}-{number}", author.Session, isHtmx: true);
    }
}
