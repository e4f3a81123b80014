using System.Net;
using GroupPages.Access;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>
/// Two processes behind a real proxy (HTTPS, HTTP/2) and a real PgBouncer: nobody can tell which one answers, and nobody notices
/// that both are replaced.
/// </summary>
[Trait("Category", "cluster")]
public sealed class RollingRestartTests(RollingRestartTests.Site site) : IClassFixture<RollingRestartTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        // Three seconds: enough for a proxy that asks once a second.
        private static readonly Dictionary<string, string> Settings = new() { ["GroupPages__DrainSeconds"] = "3" };

        private readonly int[] ports = [FreePort.Next(), FreePort.Next()];
        private readonly List<AppProcess> replaced = [];
        private AppProcess[] processes = [];
        private Caddy caddy = null!;

        public Uri Front => caddy.Address;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            processes = await Task.WhenAll(ports.Select(StartAsync));
            caddy = await Caddy.StartAsync(Cluster, processes.Select(process => process.Address));
        }

        /// <summary>What all processes logged, those that are gone included, and the proxy.</summary>
        public string Said => string.Join('\n', [.. replaced.Concat(processes).Select(process => process.Said), caddy.Said]);

        /// <summary>Restarts one process after the other, each when the proxy has people served by the one before again.</summary>
        public async Task RestartAllAsync()
        {
            using var http = new HttpClient();
            for (var i = 0; i < processes.Length; i++)
            {
                await processes[i].DisposeAsync();
                Assert.True(processes[i].ExitCode == 0, $"It ended with {processes[i].ExitCode}:\n{processes[i].Said}");
                replaced.Add(processes[i]);
                processes[i] = await StartAsync(ports[i]);
                var fresh = new Uri(processes[i].Address, "/metrics");
                await Eventually.TrueAsync(async () => (await http.GetStringAsync(fresh)).Contains("{slug", StringComparison.Ordinal),
                    TimeSpan.FromSeconds(15), "the proxy must have noticed that it is back");
            }
        }

        /// <summary>How many streams each process has open.</summary>
        public async Task<int[]> StreamsAsync()
        {
            using var http = new HttpClient();
            var pages = await Task.WhenAll(processes.Select(process => http.GetStringAsync(new Uri(process.Address, "/metrics"))));
            return [.. pages.Select(page => page.Split('\n').Single(line => line.StartsWith("grouppages_streams{", StringComparison.Ordinal)
                || line.StartsWith("grouppages_streams ", StringComparison.Ordinal)).Split(' ')[1]).Select(int.Parse)];
        }

        public override async ValueTask DisposeAsync()
        {
            caddy.Dispose();
            await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
            await base.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        private Task<AppProcess> StartAsync(int port) => AppProcess.StartAsync(Cluster.Pooled(Database), Cluster.Direct(Database), settings: Settings, port: port);
    }

    [Fact]
    public async Task Members_at_different_processes_chat_and_whoever_is_removed_at_one_loses_the_streams_at_both_within_two_seconds()
    {
        var group = await site.NewGroupAsync();
        using Phone leader = new(site.Front), ruth = new(site.Front);
        leader.Cookies.Add(site.Front, await SessionAsync(group.Leader.UserId));
        await ruth.JoinAsync(group.Code, "Ruth");
        List<EventStream> streams = [];
        // The proxy deals them out in turn, once it has noticed that both are there.
        await Eventually.TrueAsync(async () =>
        {
            streams.Add(await ruth.StreamAsync(group.ChatStream()));
            return (await site.StreamsAsync()).All(count => count > 0);
        }, TimeSpan.FromSeconds(10), "both processes must have streams of hers");
        Assert.All(streams, stream => Assert.Equal(HttpVersion.Version20, stream.Response.Version));
        await leader.SayAsync(group, "wherever you are");
        foreach (var stream in streams)
            Assert.Equal("wherever you are", (await LiveMessage.TakeAsync(stream, 1))[0].Text);

        using var removed = await leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{ruth.UserId}"));
        Assert.Equal(HttpStatusCode.SeeOther, removed.StatusCode);
        var byes = await Task.WhenAll(streams.Select(stream => stream.NextAsync(TimeSpan.FromSeconds(2))));
        Assert.All(byes, bye => Assert.Equal("bye", bye?.Name));
        foreach (var stream in streams)
            await stream.DisposeAsync();
        Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"{group.Path}/chat"));
    }

    [Fact]
    public async Task A_restart_of_one_after_the_other_fails_no_request_and_loses_no_message()
    {
        var group = await site.NewGroupAsync();
        using var stop = new CancellationTokenSource();
        List<Visitor> visitors = [];
        for (var i = 0; i < 6; i++)
            visitors.Add(await Visitor.ComeAsync(site.Front, group, $"Visitor {i}"));
        var visits = visitors.Select(visitor => Task.Run(() => visitor.StayAsync(stop.Token))).ToArray();
        await site.RestartAllAsync();
        await stop.CancelAsync();
        await Task.WhenAll(visits);

        var truth = (await group.MessagesAsync()).Select(message => message.Text).ToList();
        Assert.Equal(visitors.Sum(visitor => visitor.Said), truth.Count);
        Assert.InRange(truth.Count, 30, 1000);
        foreach (var visitor in visitors)
        {
            await visitor.HearAllAsync(truth.Count);
            Assert.True(visitor.Faults.Count == 0, $"{string.Join(", ", visitor.Faults)}\n{site.Said}");
            Assert.Equal(truth, visitor.Heard);
            visitor.Dispose();
        }
    }

    private async Task<Cookie> SessionAsync(long user)
    {
        var token = Secret.NewToken();
        await site.SqlAsync("INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, now() + interval '1 year')", Secret.Hash(token), user);
        return new("__Host-session", token) { Secure = true };
    }

    // Somebody with the chat open, who reads, writes and looks at faces, at the pace of a talkative person.
    private sealed class Visitor(Phone phone, TestGroup group) : IDisposable
    {
        private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(800), BetweenPages = TimeSpan.FromMilliseconds(120);

        private EventStream? stream;
        private long cursor;

        public int Said { get; private set; }

        public List<string> Heard { get; } = [];

        public List<string> Faults { get; } = [];

        public static async Task<Visitor> ComeAsync(Uri front, TestGroup group, string name)
        {
            var phone = new Phone(front);
            await phone.JoinAsync(group.Code, name);
            return new(phone, group);
        }

        public Task StayAsync(CancellationToken stop) => Task.WhenAll(
            RepeatAsync(BetweenMessages, SayAsync, stop), RepeatAsync(BetweenPages, LookAsync, stop), ListenAsync(() => stop.IsCancellationRequested));

        public Task HearAllAsync(int count) => ListenAsync(() => Heard.Count >= count);

        public void Dispose() => phone.Dispose();

        private async Task SayAsync()
        {
            var text = $"{phone.UserId} says {Said}";
            using var answer = await phone.PostHtmxAsync($"{group.Path}/chat", ("text", text), ("key", text));
            if (answer.StatusCode == HttpStatusCode.NoContent)
                Said++;
            else
                Faults.Add($"posting: {(int)answer.StatusCode}");
        }

        private async Task LookAsync()
        {
            if (await phone.StatusAsync(group.Path) is var status and not HttpStatusCode.OK)
                Faults.Add($"the people page: {(int)status}");
        }

        private async Task ListenAsync(Func<bool> isEnough)
        {
            while (!isEnough() && Faults.Count == 0)
            {
                stream ??= await phone.StreamAsync(group.ChatStream(cursor));
                if (!stream.IsEventStream)
                    Faults.Add($"the stream: {(int)stream.Response.StatusCode}");
                try
                {
                    if (await stream.NextAsync(TimeSpan.FromMilliseconds(300)) is { } next)
                        Take(next);
                    else
                        await LoseAsync();
                }
                catch (TimeoutException)
                {
                    // Nobody says anything right now.
                }
            }
        }

        private async Task LoseAsync()
        {
            if (stream!.Fault is { } fault)
                Faults.Add($"the stream broke: {fault.Message}");
            await stream.DisposeAsync();
            stream = null;
        }

        private void Take(ServerEvent next)
        {
            if (next.Name != "message")
                return;
            var message = LiveMessage.Of(next);
            Heard.Add(message.Text);
            cursor = message.Change;
        }

        private async Task RepeatAsync(TimeSpan pause, Func<Task> act, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await act();
                }
                catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
                {
                    Faults.Add($"no answer: {error.Message}");
                }
                await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
