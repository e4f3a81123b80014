using GroupPages.Load.Loop;
using GroupPages.Load.Probes;
using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>
/// One warm page as fast as it comes: so many connections, each asking again as soon as it is answered. The same
/// requests go to the app and to Kestrel answering the same bytes from memory.
/// </summary>
internal sealed class Pages : Scenario
{
    private CrowdGroup? group;
    private long answers;

    public override void Prepare(Run run)
    {
        if (run.Options.Text("target", "app") == "app")
            group = Crowd.Make(run.Tier, run.Database.Postgres, 1, run.Options.Number("members", 50))[0];
    }

    public override async Task PlayAsync(Run run)
    {
        var page = run.Options.Text("page", "people");
        var path = group is null ? "/" : page == "chat" ? $"/g/{group.Slug}/chat" : $"/g/{group.Slug}";
        if (group is not null)
            await SaveAsync(run, path);
        await AskAsync(run, path, run.Options.Fraction("settle", 3), counts: false);
        // Counted apart from the time that is measured: listening to counters is not free.
        if (group is not null)
            await AllocationsAsync(run, path);
        run.Mark();
        var before = run.Measures.BytesReceived;
        await AskAsync(run, path, run.Options.Fraction("seconds", 10), counts: true);
        run.Measure();
        var requests = run.Measures.Kinds.Sum(kind => kind.Times.Count);
        run.Figures["bytes on the wire per request"] = (double)(run.Measures.BytesReceived - before) / Math.Max(1, requests);
    }

    private async Task AllocationsAsync(Run run, string path)
    {
        using var counters = new Counters(run.Tier.Server);
        await AskAsync(run, path, 2, counts: false);
        var (allocated, answered) = (counters.AllocatedBytes, answers);
        await AskAsync(run, path, 5, counts: false);
        // The counter speaks once a second, so the two ends are off by up to one each; they even out.
        run.Figures["bytes allocated per request"] = (counters.AllocatedBytes - allocated) / (double)Math.Max(1, answers - answered);
    }

    private async Task AskAsync(Run run, string path, double seconds, bool counts)
    {
        var end = EventLoop.Now + EventLoop.Ticks(seconds);
        var all = Enumerable.Range(0, run.Options.Number("connections", 16)).Select(async i =>
        {
            var connection = run.NewConnection();
            var request = run.Requests.Get(path, group?.Members[i % group.Members.Length].Session ?? new string('x', 43));
            while (EventLoop.Now < end)
            {
                var response = await connection.SendAsync(request);
                answers++;
                if (counts)
                    run.Measures.Record("page", response);
                // Without a pause after a failure this would be a tight loop.
                if (response.Status == 0)
                    await run.Loop.Delay(0.1);
            }
            connection.Close();
        });
        await Task.WhenAll(all.ToArray());
    }

    // For the baseline, which the script starts afterwards.
    private async Task SaveAsync(Run run, string path)
    {
        var connection = run.NewConnection();
        var page = await connection.SendAsync(run.Requests.Get(path, group!.Members[0].Session), keepBody: true);
        connection.Close();
        if (page.Status != 200 || !Scan.Text(page).Contains("</html>", StringComparison.Ordinal))
            throw new InvalidOperationException($"The page is not one: {page.Status} {page.Error}");
        Directory.CreateDirectory(run.Tier.Output);
        File.WriteAllBytes(Path.Combine(run.Tier.Output, "page.bytes"), page.Body.ToArray());
    }
}
