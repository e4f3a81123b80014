using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

public sealed class EveryChangeTests(EveryChangeTests.Site site) : IClassFixture<EveryChangeTests.Site>
{
    /// <summary>A site served by two processes besides the one in the tests.</summary>
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public AppProcess First { get; private set; } = null!;

        public AppProcess Second { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            First = await AppProcess.StartAsync(Cluster.Pooled(Database), Cluster.Direct(Database));
            Second = await AppProcess.StartAsync(Cluster.Pooled(Database), Cluster.Direct(Database));
        }

        public override async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
            await base.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        public Task<long> TerminateListenersAsync() => Cluster.TerminateListenersAsync(Database);
    }

    [Fact]
    public async Task Every_page_shows_what_the_tables_say_while_people_change_things_and_come_and_go_at_two_processes_whose_listeners_are_ended()
    {
        var ended = 0L;
        using var crowd = new TalkingCrowd(site, site.First.Address, site.Second.Address);
        await crowd.HoldsAsync(actions: 50, pause: 160, trouble: async isWriting =>
        {
            await Task.Delay(1_000);
            while (isWriting())
            {
                ended += await site.TerminateListenersAsync();
                await Task.Delay(800);
            }
        });
        Assert.True(ended > 3, $"A listener was ended {ended} times only.");
    }

    [Fact]
    public async Task Every_page_shows_what_the_tables_say_while_people_change_things_and_come_and_go()
    {
        using var crowd = new TalkingCrowd(site);
        await crowd.HoldsAsync(actions: 50, pause: 120, trouble: _ => Task.CompletedTask);
    }
}
