using GroupPages.Live;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>Phones that do not read what they asked for. Seconds pass ten times faster here.</summary>
public sealed class StuckPhoneTests(StuckPhoneTests.Site site) : IClassFixture<StuckPhoneTests.Site>
{
    // 8 MB: more than the sockets' buffers on both sides, and Kestrel's, hold together.
    private const int Many = 2_000;
    private static readonly string Long = " " + new string('x', 3_900);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        internal LiveStreams Streams => App.Services.GetRequiredService<LiveStreams>();

        protected override Task<AppInProcess> StartAppAsync() =>
            AppInProcess.StartAsync(Cluster, Database, services => services.AddSingleton<TimeProvider>(new QuickClock(speed: 10)));
    }

    [Fact]
    public async Task A_phone_that_never_reads_delays_nobody_and_is_let_go_after_fifteen_seconds()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(Many, Long);
        using var stuck = await RawPhone.OpenAsync(group.Leader, group.ChatStream());
        await Eventually.TrueAsync(() => site.Streams.Count == 1, Soon, "the stuck phone's stream must be open");
        await using var reader = await group.Leader.StreamAsync(group.ChatStream(after: Many));
        for (var i = 1; i <= 5; i++)
        {
            await group.Leader.SayAsync(group, $"said {i}");
            Assert.Equal($"said {i}", (await LiveMessage.TakeAsync(reader, 1))[0].Text);
        }
        await Eventually.TrueAsync(() => site.Streams.Count == 1, Soon, "the stuck phone must be let go, and only it");
        await group.Leader.SayAsync(group, "the reader is still there");
        Assert.Equal("the reader is still there", (await LiveMessage.TakeAsync(reader, 1))[0].Text);
    }

    [Fact]
    public async Task A_silent_stream_has_a_sign_of_life_every_25_seconds()
    {
        var group = await site.NewGroupAsync();
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());
        await Eventually.TrueAsync(() => stream.Comments >= 1, Soon, "the stream must say that nothing is missing");
        var started = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(() => stream.Comments >= 4, TimeSpan.FromSeconds(30), "three heartbeats must follow");
        // Two whole spans of 2.5 s lie between the first and the third of them, at the least.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(25));
    }
}
