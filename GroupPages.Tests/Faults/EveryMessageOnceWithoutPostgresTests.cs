using GroupPages.Tests.Live;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Faults;

public sealed class EveryMessageOnceWithoutPostgresTests(OwnSite site) : IClassFixture<OwnSite>
{
    [Fact]
    public async Task Every_reader_gets_every_message_in_order_and_once_when_PostgreSQL_is_away_for_five_seconds()
    {
        using var crowd = new Crowd(site);
        await crowd.HoldsAsync(messages: 25, pause: 350, trouble: async _ =>
        {
            await Task.Delay(1_000);
            await site.Cluster.StopPostgresAsync();
            await Task.Delay(5_000);
            await site.Cluster.StartPostgresAsync();
        });
    }
}
