using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>Everybody sends a photo of the evening at once, as heavy as the phone made it, while the others look at the people.</summary>
internal sealed class Photos : Scenario
{
    // The last of them waits until all the others are developed.
    private const double LongestUpload = 90;

    private CrowdGroup[] groups = [];
    private byte[][] uploads = [];

    public override void Prepare(Run run)
    {
        groups = Crowd.Make(run.Tier, run.Database.Postgres, run.Options.Number("groups", 4), run.Options.Number("members", 50));
        var (count, megapixels) = (run.Options.Number("uploads", 20), run.Options.Fraction("megapixels", 12));
        // Four by three, as phones have it.
        var (width, height) = ((int)Math.Sqrt(megapixels * 1e6 * 4 / 3), (int)Math.Sqrt(megapixels * 1e6 * 3 / 4));
        uploads = [.. Enumerable.Range(0, count).Select(i => Upload(run, groups[i % groups.Length], i, PhotoFile.Png(width, height, i)))];
        run.Figures["megabytes per upload"] = uploads.Average(upload => upload.Length / 1e6);
    }

    public override async Task PlayAsync(Run run)
    {
        var readers = run.Options.Number("readers", 100);
        var every = run.Options.Fraction("read", 1);
        var warm = EventLoop.Now + EventLoop.Ticks(3);
        await ReadAsync(run, readers, every, () => EventLoop.Now > warm, "people page before");
        run.Mark();
        var sending = SendAllAsync(run);
        await ReadAsync(run, readers, every, () => sending.IsCompleted, "people page meanwhile");
        await sending;
    }

    private byte[] Upload(Run run, CrowdGroup group, int number, byte[] photo) =>
        run.Requests.Photo($"/g/{group.Slug}/chat", photo, $"photos-{EventLoop.Now}-{number}", group.Members[number % group.Members.Length].Session);

    private async Task SendAllAsync(Run run)
    {
        var start = EventLoop.Now;
        await Task.WhenAll(uploads.Select(upload => SendAsync(run, upload)).ToArray());
        run.Measure();
        run.Figures["seconds until the last photo was there"] = EventLoop.Milliseconds(EventLoop.Now - start) / 1000;
    }

    private static async Task SendAsync(Run run, byte[] upload)
    {
        var connection = new HttpConnection(run.Loop, run.Tier.Port, LongestUpload);
        run.Measures.Record("photo", await connection.SendAsync(upload), wanted: 204);
        connection.Close();
    }

    private async Task ReadAsync(Run run, int readers, double every, Func<bool> isOver, string kind)
    {
        var all = Enumerable.Range(0, readers).Select(async i =>
        {
            var (group, dice, connection) = (groups[i % groups.Length], new Dice((ulong)i), run.NewConnection());
            var request = run.Requests.Get($"/g/{group.Slug}", group.Members[i / groups.Length % group.Members.Length].Session);
            await run.Loop.Delay(every * dice.Next());
            while (!isOver())
            {
                run.Measures.Record(kind, await connection.SendAsync(request));
                // Bounded, or the last reader would put off the end.
                await run.Loop.Delay(Math.Min(dice.Wait(every), 2 * every));
            }
            connection.Close();
        });
        await Task.WhenAll(all.ToArray());
    }
}
