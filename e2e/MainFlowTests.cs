using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>What the product is for: a code on a wall, a name on a phone, two people who talk.</summary>
public sealed class MainFlowTests(Chromium chromium, MainFlowTests.Place place) : BrowserTest(chromium, place), IClassFixture<MainFlowTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Somebody_scans_the_poster_joins_by_first_name_and_two_people_chat()
    {
        var group = await Site.NewGroupAsync();
        var host = await VisitorAsync(group.Leader, Look.Desktop);
        var link = await (await PosterPage.OpenAsync(host, group.Path)).ScanAsync();
        var hostPeople = await PeoplePage.OpenAsync(host, group.Path);
        await Expect(hostPeople.Status).ToHaveTextAsync("1 person");

        var guest = await VisitorAsync();
        await guest.Page.GotoAsync(link);
        var guestPeople = await new JoinPage(guest.Page).JoinAsAsync("Ruth");
        await Expect(guestPeople.NewNames).ToHaveTextAsync(["Ruth"]);
        await Expect(guestPeople.Card("Ruth")).ToContainTextAsync("You");
        await Expect(guestPeople.MetButton("Lea")).ToHaveTextAsync("✓ Met: Lea");

        await Expect(hostPeople.NewNames).ToHaveTextAsync(["Ruth"]);
        await Expect(hostPeople.Status).ToHaveTextAsync("2 people · 1 joined today");

        var hostChat = await ChatPage.OpenAsync(host, group.Path);
        var guestChat = await guestPeople.GoToChatAsync();
        await guestChat.IsUpToDateAsync();
        await guestChat.SayAsync("Hello, I am the new one");
        await hostChat.ShowsAsync("Hello, I am the new one");
        await hostChat.SayAsync("Welcome, Ruth!");
        await guestChat.ShowsAsync("Hello, I am the new one", "Welcome, Ruth!");
        await hostChat.ShowsAsync("Hello, I am the new one", "Welcome, Ruth!");
        await Expect(guestChat.Message("Welcome")).ToContainTextAsync("Lea");
    }
}
