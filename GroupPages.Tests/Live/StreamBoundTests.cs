using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>How many streams one person may hold (docs/decisions/0044): each of them costs memory for as long as it is open.</summary>
public sealed class StreamBoundTests(StreamBoundTests.Site site) : IClassFixture<StreamBoundTests.Site>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public sealed class Site(SharedCluster shared) : TestSite(shared);

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
