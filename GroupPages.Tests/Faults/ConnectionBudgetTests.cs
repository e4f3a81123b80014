using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>22 connections: 18 pooled ones for all processes together, one listener each, the rest free (ARCHITECTURE.md section 2).</summary>
public sealed class ConnectionBudgetTests(OwnSite site) : IClassFixture<OwnSite>
{
    private const int Crowd = 60, Messages = 5;

    [Fact]
    public async Task Two_processes_under_load_stay_within_eighteen_pooled_connections_and_one_listener_each()
    {
        await using var first = await AppProcess.StartAsync(site.Cluster.Pooled(site.Database), site.Cluster.Direct(site.Database));
        await using var second = await AppProcess.StartAsync(site.Cluster.Pooled(site.Database), site.Cluster.Direct(site.Database));
        // The program in this process has done its part, and would be a third.
        await site.App.DisposeAsync();
        var group = await site.NewGroupAsync();
        await Eventually.TrueAsync(async () => (await site.Cluster.CountConnectionsAsync()).Listeners == 2,
            TimeSpan.FromSeconds(10), "only the listeners of the two processes may be left");

        var load = Task.WhenAll(Enumerable.Range(0, Crowd).Select(i => VisitAsync(group, i % 2 == 0 ? first : second, i)));
        List<ConnectionCount> counts = [];
        while (!load.IsCompleted)
        {
            counts.Add(await site.Cluster.CountConnectionsAsync());
            await Task.Delay(20);
        }
        await load;

        // One more may be seen while PostgreSQL still says goodbye to a connection PgBouncer has closed.
        Assert.InRange(counts.Max(count => count.Pooled), 2, 19);
        Assert.All(counts, count => Assert.Equal((2, count.Pooled + 2), (count.Listeners, count.Total)));
        Assert.Equal(Crowd * Messages, (await group.MessagesAsync()).Count);
    }

    /// <summary>What a phone does at a gathering: scan, join, look at the people, open the chat, write, read what all write.</summary>
    private static async Task VisitAsync(TestGroup group, AppProcess app, int number)
    {
        using var phone = new Phone(app.Address);
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"/j/{group.Code}"));
        await phone.JoinAsync(group.Code, $"Guest{number}");
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"{group.Path}/chat"));
        await using var stream = await phone.StreamAsync(group.ChatStream() + $"&g={group.Slug}");
        for (var i = 0; i < Messages; i++)
            await phone.SayAsync(group, $"{number} says {i}");
        HashSet<long> read = [];
        while (read.Count < Crowd * Messages)
        {
            var told = await stream.NextAsync(TimeSpan.FromSeconds(30));
            Assert.NotNull(told);
            if (told.Name == "message")
                Assert.True(read.Add(LiveMessage.Of(told).Seq));
        }
    }
}
