using System.Net;
using GroupPages.Live;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>How many streams one person may hold (docs/decisions/0044): each of them costs memory for as long as it is open.</summary>
public sealed class StreamBoundTests(StreamBoundTests.Site site) : IClassFixture<StreamBoundTests.Site>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public new TestCluster Cluster => base.Cluster;
    }

    [Fact]
    public async Task Of_more_than_twenty_streams_on_a_phone_the_oldest_ends_and_the_newest_are_served()
    {
        var group = await site.NewGroupAsync();
        await using var others = await group.Leader.StreamAsync(group.ChatStream());
        using var ann = await group.JoinAsync("Ann");
        using var tablet = site.NewPhone();
        await tablet.SignInAsync(site, ann.UserId);
        await using var onTablet = await tablet.StreamAsync(group.ChatStream());
        var streams = await OpenAsync(ann, group, 22);

        await HaveEndedAsync(streams[..2]);
        await group.Leader.SayAsync(group, "Still here?");
        foreach (var stream in (EventStream[])[.. streams[2..], onTablet, others])
            Assert.Equal("Still here?", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
        await CloseAsync(streams);
        // Those that were closed make room again.
        streams = await OpenAsync(ann, group, 20);
        await group.Leader.SayAsync(group, "And now?");
        foreach (var stream in streams)
            Assert.Equal("And now?", (await LiveMessage.TakeAsync(stream, 2))[1].Text);
        await CloseAsync(streams);
    }

    [Fact]
    public async Task Of_more_than_sixty_streams_of_a_person_the_oldest_ends_on_whatever_device()
    {
        var group = await site.NewGroupAsync();
        List<EventStream> streams = [];
        var phones = Enumerable.Range(0, 4).Select(_ => site.NewPhone()).ToList();
        foreach (var phone in phones)
        {
            await phone.SignInAsync(site, group.Leader.UserId);
            streams.AddRange(await OpenAsync(phone, group, 16));
        }
        await HaveEndedAsync(streams[..4]);
        await group.FillAsync(1);
        foreach (var stream in streams[4..])
            await LiveMessage.TakeAsync(stream, 1);
        await CloseAsync(streams);
        phones.ForEach(phone => phone.Dispose());
    }

    [Fact]
    public async Task A_process_that_has_all_the_streams_it_can_hold_asks_to_come_later_and_serves_on_when_one_has_gone()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await using var app = await AppInProcess.StartAsync(site.Cluster, site.Database, services => services.AddSingleton(new LiveStreams { Most = 3 }));
        using var phone = new Phone(app.Address);
        await phone.SignInAsync(site, ann.UserId);
        var streams = await OpenAsync(phone, group, 3);
        await using (var refused = await phone.StreamAsync(group.ChatStream()))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(15)), (refused.Response.StatusCode, refused.Response.Headers.RetryAfter!.Delta));
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"{group.Path}/chat"));
        await streams[0].DisposeAsync();
        await Eventually.TrueAsync(async () =>
        {
            await using var next = await phone.StreamAsync(group.ChatStream());
            return next.IsEventStream;
        }, Soon, "there must be room again");
        await CloseAsync(streams);
    }

    [Fact]
    public async Task What_no_page_asks_is_no_stream()
    {
        var group = await site.NewGroupAsync();
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync($"{group.ChatStream()}&x={new string('x', 600)}"));
    }

    // One after the other has said that it is up to date: which one is the oldest is then certain.
    private static async Task<List<EventStream>> OpenAsync(Phone phone, TestGroup group, int count)
    {
        List<EventStream> streams = [];
        for (var i = 0; i < count; i++)
        {
            var stream = await phone.StreamAsync(group.ChatStream());
            await Eventually.TrueAsync(() => stream.Comments > 0, Soon, "a stream must say that nothing is missing");
            streams.Add(stream);
        }
        return streams;
    }

    // In good order: without "bye" the page comes back where somebody looks at it.
    private static async Task HaveEndedAsync(IEnumerable<EventStream> streams)
    {
        foreach (var stream in streams)
        {
            while (await stream.NextAsync(Soon) is { } last)
                Assert.Equal("unread", last.Name);
            Assert.Null(stream.Fault);
        }
    }

    private static async Task CloseAsync(IEnumerable<EventStream> streams)
    {
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }
}
