using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Join;

/// <summary>Guests: whoever came by a lobby code, or to a group that approves who joins.</summary>
public sealed class LobbyTests(LobbyTests.Site site) : IClassFixture<LobbyTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_guest_sees_the_card_with_their_place_on_the_list_and_nothing_else(bool needsApproval, bool isLobby)
    {
        var group = await site.NewGroupAsync(needsApproval: needsApproval);
        var code = await group.NewCodeAsync(isLobby: isLobby);
        await group.Leader.SayAsync(group, "Not for guests");
        using var guest = site.NewPhone();
        await guest.JoinAsync(code, "Gus");
        Assert.Equal((short)1, await site.SqlAsync<short>("SELECT role_id FROM memberships WHERE group_id = $1 AND user_id = $2", group.Id, guest.UserId));

        var card = await guest.PageAsync(group.Path);
        Assert.Contains("You are on the list, Gus", card.QuerySelector("[role=status]")!.TextContent);
        Assert.DoesNotContain("Lea", card.Body!.TextContent);
        Assert.Null(card.QuerySelector("#people"));
        foreach (var path in new[] { "/chat", "/code", "/admin/members", $"/people/{group.Leader.UserId}", $"/people/{guest.UserId}" })
            Assert.Equal(HttpStatusCode.NotFound, await guest.StatusAsync(group.Path + path));
    }

    [Fact]
    public async Task A_guest_can_do_nothing_in_the_group()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var guest = await group.JoinAsync("Gus");
        var before = await site.StateAsync();
        foreach (var path in new[] { "/chat", $"/people/{group.Leader.UserId}/met", "/admin/members?handler=Remove" })
        {
            using var response = await guest.PostAsync(group.Path + path, ("text", "Hello"), ("member", $"{group.Leader.UserId}"));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Members_do_not_see_who_waits()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var guest = await group.JoinAsync("Gus");
        Assert.DoesNotContain("Gus", (await group.Leader.PageAsync(group.Path)).Body!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync($"{group.Path}/people/{guest.UserId}"));
        Assert.Contains("Gus", (await group.Leader.PageAsync($"{group.Path}/admin/members")).Body!.TextContent);
    }

    [Fact]
    public async Task The_door_opens_at_once_for_whoever_waits_and_waiting_costs_no_query()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var guest = await group.JoinAsync("Gus");
        await guest.PageAsync(group.Path);
        using var count = new QueryCount(site.Database);
        var (waits, queries) = await count.OfAsync(async () =>
        {
            var asked = guest.StatusAsync($"{group.Path}?handler=Waiting&patience=20");
            await Task.WhenAny(asked, Task.Delay(300));
            return asked;
        });
        Assert.Equal(0, queries);
        Assert.False(waits.IsCompleted);
        using var approved = await group.Leader.PostAsync($"{group.Path}/admin/requests?handler=Approve", ("who", $"{guest.UserId}"));
        Assert.Equal(HttpStatusCode.ResetContent, await waits.WaitAsync(TimeSpan.FromSeconds(2)));
        Assert.NotNull((await guest.PageAsync(group.Path)).QuerySelector("#people"));
    }

    [Fact]
    public async Task Whoever_is_turned_away_or_banned_stops_waiting_at_once_and_patience_has_an_end()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var gus = await group.JoinAsync("Gus");
        using var gil = await group.JoinAsync("Gil");
        var both = new[] { gus, gil }.Select(guest => guest.StatusAsync($"{group.Path}?handler=Waiting&patience=20")).ToArray();
        using var refused = await group.Leader.PostAsync($"{group.Path}/admin/requests?handler=Refuse", ("who", $"{gus.UserId}"));
        using var banned = await group.Leader.PostAsync($"{group.Path}/admin/members/{gil.UserId}?handler=Ban", ("until", "good"));
        Assert.Equal([HttpStatusCode.ResetContent, HttpStatusCode.ResetContent], await Task.WhenAll(both).WaitAsync(TimeSpan.FromSeconds(2)));
        using var patient = await group.JoinAsync("Pat");
        Assert.Equal(HttpStatusCode.NoContent, await patient.StatusAsync($"{group.Path}?handler=Waiting&patience=1"));
        Assert.Equal(HttpStatusCode.NoContent, await patient.StatusAsync($"{group.Path}?handler=Waiting&patience=-1"));
    }

    [Fact]
    public async Task Whoever_waits_in_more_windows_than_anybody_watches_is_told_to_come_later()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var gus = await group.JoinAsync("Gus");
        using var gil = await group.JoinAsync("Gil");
        var path = $"{group.Path}?handler=Waiting&patience=20";
        var asked = Enumerable.Range(0, 12).Select(_ => gus.GetAsync(path)).ToList();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var early = await Task.WhenAny(asked).WaitAsync(TimeSpan.FromSeconds(10));
            asked.Remove(early);
            using var refused = await early;
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(3)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        }
        // It says nothing about anybody else.
        asked.Add(gil.GetAsync(path));
        using var approved = await group.Leader.PostAsync($"{group.Path}/admin/requests?handler=Approve", ("who", $"{gus.UserId}"), ("who", $"{gil.UserId}"));
        foreach (var answer in await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(10)))
            Assert.Equal(HttpStatusCode.ResetContent, answer.StatusCode);
    }

    [Fact]
    public async Task An_approved_guest_is_in()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var guest = await group.JoinAsync("Gus");
        await site.SqlAsync("UPDATE memberships SET role_id = 2 WHERE user_id = $1", guest.UserId);
        await Eventually.TrueAsync(async () => (await guest.PageAsync(group.Path)).QuerySelector("#people") is not null,
            TimeSpan.FromSeconds(2), "an approved guest must see the people");
    }
}
