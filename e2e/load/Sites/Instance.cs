using System.Globalization;
using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Scenarios;

namespace GroupPages.Load.Sites;

/// <summary>
/// One of the app's processes behind the proxy. Whatever has started it starts it again when it ends, and keeps a file with
/// its number and how the one before ended.
/// </summary>
internal sealed class Instance(Run run, string file)
{
    private readonly int port = int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture);

    public static Instance[] FindAll(Run run) => [.. Directory.GetFiles(Tier.Instances).Order().Select(file => new Instance(run, file))];

    /// <summary>Tells it to stop, and waits until another stands in its place. False when it did not end in good order.</summary>
    public async Task<bool> EndAsync()
    {
        var before = File.ReadAllText(file);
        _ = Native.Kill(int.Parse(before.Split(' ')[0], CultureInfo.InvariantCulture), Native.Terminate);
        return await EventuallyAsync(() => ValueTask.FromResult(File.ReadAllText(file) is var now && now.EndsWith('\n') && now != before))
            && File.ReadAllText(file).EndsWith(" 0\n", StringComparison.Ordinal);
    }

    public Task<bool> IsReadyAsync() => AskAsync("/readyz", answer => answer.Status == 200);

    /// <summary>Waits until a page of a group was asked of it, which nobody but the proxy does.</summary>
    public Task<bool> IsUsedAsync() => AskAsync("/metrics", answer => Scan.Text(answer).Contains("{slug", StringComparison.Ordinal));

    private async Task<bool> AskAsync(string path, Func<HttpResponse, bool> isEnough)
    {
        var connection = new HttpConnection(run.Loop, port);
        var request = new Requests(port).Get(path);
        var isSo = await EventuallyAsync(async () => isEnough(await connection.SendAsync(request, keepBody: true)));
        connection.Close();
        return isSo;
    }

    private async Task<bool> EventuallyAsync(Func<ValueTask<bool>> isSo)
    {
        var end = EventLoop.Now + EventLoop.Ticks(30);
        while (EventLoop.Now < end)
        {
            if (await isSo())
                return true;
            await run.Loop.Delay(0.1);
        }
        return false;
    }
}
