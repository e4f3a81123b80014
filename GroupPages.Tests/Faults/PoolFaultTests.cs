using System.Net;
using GroupPages.Tests.Live;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>PgBouncer restarts, or the network to it holds its breath.</summary>
public sealed class PoolFaultTests(PoolFaultTests.Site site) : IClassFixture<PoolFaultTests.Site>
{
    public sealed class Site : OwnSite
    {
        public TcpProxy Network { get; private set; } = null!;

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Network.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        protected override Task<AppInProcess> StartAppAsync()
        {
            Network = new("127.0.0.1", Cluster.PooledPort);
            var pooled = Cluster.Pooled(Database).Replace($"Port={Cluster.PooledPort}", $"Port={Network.Port}", StringComparison.Ordinal);
            return AppInProcess.StartAsync(Cluster, Database, pooled: pooled);
        }
    }

    [Fact]
    public async Task Every_reader_gets_every_message_in_order_and_once_when_PgBouncer_restarts_and_the_network_stalls()
    {
        using var crowd = new Crowd(site);
        await crowd.HoldsAsync(messages: 20, pause: 300, trouble: async _ =>
        {
            await Task.Delay(500);
            await site.Cluster.RestartPgBouncerAsync();
            await Task.Delay(500);
            site.Network.Stall();
            await Task.Delay(3_000);
            site.Network.Resume();
            site.Network.Cut();
            await Task.Delay(500);
            await site.Cluster.RestartPgBouncerAsync();
        });
    }

    [Fact]
    public async Task A_page_waits_out_a_stall_of_three_seconds()
    {
        var group = await site.NewGroupAsync();
        site.Network.Stall();
        var page = group.Leader.StatusAsync($"{group.Path}/chat");
        var post = group.Leader.PostHtmxAsync($"{group.Path}/chat", ("text", "through the wire"), ("key", "stall"));
        await Task.Delay(3_000);
        site.Network.Resume();
        Assert.Contains(await page, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable });
        using var posted = await post;
        Assert.Contains(posted.StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.ServiceUnavailable });
        await Eventually.TrueAsync(async () =>
        {
            using var again = await group.Leader.PostHtmxAsync($"{group.Path}/chat", ("text", "through the wire"), ("key", "stall"));
            return again.StatusCode == HttpStatusCode.NoContent;
        }, TimeSpan.FromSeconds(5), "the post must get through");
        Assert.Single(await group.MessagesAsync());
    }

    [Fact]
    public async Task A_page_gives_up_on_a_network_that_never_answers()
    {
        var group = await site.NewGroupAsync();
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"{group.Path}/chat"));
        var started = TimeProvider.System.GetTimestamp();
        site.Network.Stall();
        try
        {
            using var answer = await group.Leader.GetAsync($"{group.Path}/chat");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        }
        finally
        {
            site.Network.Resume();
        }
        await Eventually.TrueAsync(async () => await group.Leader.StatusAsync($"{group.Path}/chat") == HttpStatusCode.OK,
            TimeSpan.FromSeconds(5), "the page must be back within 5 s");
    }
}
