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
    public async Task An_approved_guest_is_in()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var guest = await group.JoinAsync("Gus");
        await site.SqlAsync("UPDATE memberships SET role_id = 2 WHERE user_id = $1", guest.UserId);
        await Eventually.TrueAsync(async () => (await guest.PageAsync(group.Path)).QuerySelector("#people") is not null,
            TimeSpan.FromSeconds(2), "an approved guest must see the people");
    }
}
