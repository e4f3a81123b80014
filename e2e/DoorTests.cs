using System.Net;
using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>A leader at the door: a code for tonight, phones that wait in the lobby, one that must not come back, a code that leaked.</summary>
public sealed class DoorTests(Chromium chromium, DoorTests.Place place) : BrowserTest(chromium, place), IClassFixture<DoorTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Three_phones_are_let_in_live_one_is_banned_for_good_and_a_leaked_code_is_undone()
    {
        var group = await Site.NewGroupAsync();
        await group.AddAsync("Eve");
        var leader = await VisitorAsync(group.Leader);
        var code = await MakeCodeAsync(leader, group);
        await leader.GoAsync($"{group.Path}/admin/requests");
        await Expect(leader.Page.GetByRole(AriaRole.Heading, new() { Name = "Nobody is waiting" })).ToBeVisibleAsync();

        List<Visitor> phones = [];
        foreach (var (name, look) in new[] { ("Ann", Look.Phone), ("Ben", Look.WithoutScript), ("Eve", Look.Phone) })
        {
            var phone = await VisitorAsync(look: look);
            await (await JoinPage.OpenAsync(phone, code)).JoinAsAsync(name);
            await Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = $"You are on the list, {name}" })).ToBeVisibleAsync();
            phones.Add(phone);
        }
        await Expect(leader.Page.Locator("#requests .row b")).ToHaveTextAsync(["Ann", "Ben", "Eve"], new() { Timeout = 10_000 });
        await leader.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Ann" }).CheckAsync();
        await leader.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Ben" }).CheckAsync();
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Let in those I ticked" }).ClickAsync();
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Let in Eve" }).ClickAsync();
        foreach (var phone in phones)
        {
            if (!phone.Look.HasScript)
                await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).ClickAsync();
            await Expect(phone.Page.Locator("#people")).ToBeVisibleAsync();
        }

        await BanAsync(leader, group, phones[2]);
        await CannotWalkBackAsync(group, phones[2], code);
        await CannotReclaimAsync(leader, group, code);
        await UndoAsync(leader, group, code, phones);
    }

    private static async Task<string> MakeCodeAsync(Visitor leader, TestGroup group)
    {
        await leader.GoAsync($"{group.Path}/admin/codes");
        await leader.Page.GetByText("Make a code").ClickAsync();
        await leader.Page.GetByLabel("What it is for").FillAsync("Tonight");
        await leader.Page.GetByLabel("Lobby").CheckAsync();
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Make the code" }).ClickAsync();
        await leader.Page.GetByRole(AriaRole.Link, new() { Name = "Show on a projector" }).ClickAsync();
        await Expect(leader.Page.Locator("#arrived")).ToHaveTextAsync("0 have arrived");
        return (await leader.Page.Locator(".url").InnerTextAsync()).Split("/j/")[1].Trim();
    }

    private static async Task BanAsync(Visitor leader, TestGroup group, Visitor eve)
    {
        eve.Expect("404");
        await leader.GoAsync($"{group.Path}/admin/members/{await eve.Page.Locator("body").GetAttributeAsync("data-user")}");
        await leader.Page.Locator("summary", new() { HasText = "Ban Eve" }).ClickAsync();
        await leader.Page.GetByLabel("Reason").FillAsync("Sold vacuum cleaners");
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, ban Eve" }).ClickAsync();
        await Expect(leader.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Banned.");
        await Expect(eve.Page.GetByRole(AriaRole.Heading, new() { Name = "How to join" })).ToBeVisibleAsync();
    }

    private static async Task CannotWalkBackAsync(TestGroup group, Visitor eve, string code)
    {
        eve.Expect("410");
        foreach (var way in new[] { code, await group.NewPersonalCodeAsync(group.Leader.UserId) })
        {
            await eve.GoAsync($"/j/{way}");
            await eve.Page.GetByRole(AriaRole.Button, new() { Name = "Join as Eve" }).ClickAsync();
            await Expect(eve.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("This code was withdrawn");
        }
        await eve.GoAsync($"{group.Path}/before");
        await Expect(eve.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Nobody at this table");
    }

    /// <summary>On another phone, where nobody knows who it is: no further than the lobby, and the account that was banned is not to be had.</summary>
    private async Task CannotReclaimAsync(Visitor leader, TestGroup group, string code)
    {
        var again = await VisitorAsync();
        await (await JoinPage.OpenAsync(again, code)).JoinAsAsync("Eve");
        await again.Page.GetByRole(AriaRole.Link, new() { Name = "Been here before" }).ClickAsync();
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, ask a leader" }).ClickAsync();
        await Expect(again.Page.GetByRole(AriaRole.Heading, new() { Name = "The leaders have been asked" })).ToBeVisibleAsync();
        await leader.GoAsync($"{group.Path}/admin/requests");
        // The other Eve, who sits at the table: not the one who was banned.
        await Expect(leader.Page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(1);
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "No, somebody else" }).ClickAsync();
        await Expect(again.Page.GetByRole(AriaRole.Heading, new() { Name = "You are on the list, Eve" })).ToBeVisibleAsync();
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Refuse Eve" }).ClickAsync();
        await Expect(again.Page.GetByRole(AriaRole.Heading, new() { Name = "How to join" })).ToBeVisibleAsync();
    }

    private async Task UndoAsync(Visitor leader, TestGroup group, string code, List<Visitor> phones)
    {
        // Joined by the leaked code as well, and waits.
        await (await JoinPage.OpenAsync(await VisitorAsync(look: Look.WithoutScript), code)).JoinAsAsync("Dan");
        await leader.GoAsync($"{group.Path}/admin/codes/{await group.CodeIdAsync(code)}/undo");
        await leader.Page.GetByRole(AriaRole.Link, new() { Name = "Ben" }).ClickAsync();
        await Expect(leader.Page.Locator(".faces b")).ToHaveTextAsync(["Dan", "Ben"]);
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Take them out" }).ClickAsync();
        await Expect(leader.Page.GetByRole(AriaRole.Button, new() { Name = "Put them back" })).ToBeVisibleAsync();
        await leader.GoAsync(group.Path);
        await Expect(leader.Page.Locator("#people .name b")).ToHaveTextAsync(["Ann", "Eve", "Lea"]);
        await phones[1].GoAsync(group.Path);
        await Expect(phones[1].Page.GetByRole(AriaRole.Heading, new() { Name = "How to join" })).ToBeVisibleAsync();
        Assert.Equal((int)HttpStatusCode.Gone, (await phones[1].Page.APIRequest.GetAsync(new Uri(phones[1].Address, $"/j/{code}").ToString())).Status);
    }
}
