using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

public sealed class EveryMessageOnceTests(EveryMessageOnceTests.Site site) : IClassFixture<EveryMessageOnceTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public Task<long> TerminateListenerAsync() => Cluster.TerminateListenersAsync(Database);
    }

    [Fact]
    public async Task Every_reader_gets_every_message_in_order_and_once_however_often_its_stream_breaks()
    {
        using var crowd = new Crowd(site);
        await crowd.HoldsAsync(messages: 25, pause: 200, trouble: _ => Task.CompletedTask);
    }

    [Fact]
    public async Task Every_reader_gets_every_message_in_order_and_once_when_the_listener_is_ended_again_and_again()
    {
        var ended = 0L;
        using var crowd = new Crowd(site);
        await crowd.HoldsAsync(messages: 25, pause: 250, trouble: async isWriting =>
        {
            while (isWriting())
            {
                ended += await site.TerminateListenerAsync();
                await Task.Delay(300);
            }
        });
        Assert.True(ended > 3, $"The listener was ended {ended} times only.");
    }
}
