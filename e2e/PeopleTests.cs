using System.Text.RegularExpressions;
using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>The people page live: search while typing, marks, newcomers.</summary>
public sealed partial class PeopleTests(Chromium chromium, PeopleTests.Place place) : BrowserTest(chromium, place), IClassFixture<PeopleTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Typing_narrows_the_list_and_back_brings_it_back()
    {
        var group = await WithPeopleAsync("Ruth", "Rudi", "Tom");
        var visitor = await VisitorAsync(group.Leader);
        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        await visitor.Page.EvaluateAsync("() => { window.isSamePage = true }");
        await people.Search.PressSequentiallyAsync("ru");
        await Expect(people.Names).ToHaveTextAsync(["Rudi", "Ruth"]);
        await Expect(people.Search).ToBeFocusedAsync();
        await Expect(visitor.Page).ToHaveURLAsync(EndsInSearch());
        await people.Search.PressSequentiallyAsync("t");
        await Expect(people.Names).ToHaveTextAsync(["Ruth"]);
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => window.isSamePage"));

        await visitor.Page.GoBackAsync();
        await Expect(people.Names).ToHaveTextAsync(["Rudi", "Ruth"]);
        await Expect(people.Search).ToHaveValueAsync("ru");
        await visitor.Page.GoBackAsync();
        await Expect(people.Names).ToHaveCountAsync(4);
        await Expect(people.Search).ToHaveValueAsync("");
        await Expect(people.Status).ToHaveTextAsync("4 people · 3 joined today");
    }

    [Fact]
    public async Task Who_joins_by_my_code_shows_as_met_on_the_page_I_have_open()
    {
        var group = await WithPeopleAsync("Tom");
        var people = await PeoplePage.OpenAsync(await VisitorAsync(group.Leader), group.Path);
        using var ruth = Site.NewPhone();
        using var joined = await ruth.PostAsync($"/j/{await group.NewPersonalCodeAsync(group.Leader.UserId)}", ("firstName", "Ruth"));
        await Expect(people.MetButton("Ruth")).ToHaveTextAsync("✓ Met: Ruth");
        await Expect(people.MetButton("Tom")).ToHaveTextAsync("I met them: Tom");
    }

    [Fact]
    public async Task A_search_for_nobody_says_so_and_leads_back()
    {
        var group = await WithPeopleAsync("Ruth");
        var visitor = await VisitorAsync(group.Leader);
        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        await people.Search.FillAsync("zz");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Nobody called “zz” here" })).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Show everyone" }).ClickAsync();
        await Expect(people.Names).ToHaveCountAsync(2);
        await Expect(people.Search).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Segments_keep_the_search_and_the_list_view_stays()
    {
        var group = await WithPeopleAsync("Ruth", "Rudi", "Tom");
        var visitor = await VisitorAsync(group.Leader);
        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        await people.MetButton("Ruth").ClickAsync();
        await Expect(people.MetButton("Ruth")).ToHaveTextAsync("✓ Met: Ruth");
        await people.Search.FillAsync("ru");
        await Expect(people.Names).ToHaveTextAsync(["Rudi", "Ruth"]);
        await people.ShowAsync("Met");
        await Expect(people.Names).ToHaveTextAsync(["Ruth"]);
        await people.ShowAsync("Not met");
        await Expect(people.Names).ToHaveTextAsync(["Rudi"]);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "List view" }).ClickAsync();
        await Expect(visitor.Page.Locator(".people.list").First).ToBeVisibleAsync();
        // Only then do the scripts listen to what is typed.
        await visitor.Page.WaitForLoadStateAsync();
        await people.Search.FillAsync("");
        await Expect(people.Names).ToHaveTextAsync(["Tom", "Rudi"]);
        await Expect(visitor.Page.Locator(".people.list").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_mark_is_set_and_taken_back_without_a_reload_and_the_keyboard_stays_on_it()
    {
        var group = await WithPeopleAsync("Ruth", "Tom");
        var visitor = await VisitorAsync(group.Leader);
        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        await visitor.Page.EvaluateAsync("() => { window.isSamePage = true }");
        var button = people.MetButton("Ruth");
        foreach (var words in new[] { "✓ Met: Ruth", "I met them: Ruth", "✓ Met: Ruth" })
        {
            await button.PressAsync("Enter");
            await Expect(button).ToHaveTextAsync(words);
            await Expect(button).ToBeFocusedAsync();
        }
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => window.isSamePage"));
        await visitor.Page.ReloadAsync();
        await Expect(button).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(people.MetButton("Tom")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task The_page_that_the_browser_kept_shows_marks_set_since()
    {
        var group = await WithPeopleAsync("Ruth");
        var visitor = await VisitorAsync(group.Leader);
        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        await Expect(people.MetButton("Ruth")).ToHaveTextAsync("I met them: Ruth");
        await visitor.Page.WaitForLoadStateAsync();
        var ruth = await Site.SqlAsync<long>("SELECT user_id FROM memberships WHERE group_id = $1 AND user_id <> $2", group.Id, group.Leader.UserId);
        (await group.Leader.PostAsync($"{group.Path}/people/{ruth}/met", ("met", "on"))).Dispose();
        // Chromium keeps no page while it is driven.
        await visitor.Page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        await Expect(people.MetButton("Ruth")).ToHaveTextAsync("✓ Met: Ruth");
    }

    [Fact]
    public async Task A_newcomer_does_not_disturb_a_search_but_is_counted()
    {
        var group = await WithPeopleAsync("Ruth");
        var visitor = await VisitorAsync(group.Leader);
        var people = await PeoplePage.OpenAsync(visitor, $"{group.Path}?q=ruth");
        await LiveAsync(visitor);
        await Expect(people.Status).ToHaveTextAsync("2 people · 1 joined today");
        using var tom = await group.JoinAsync("Tom");
        await Expect(people.Status).ToHaveTextAsync("3 people · 2 joined today");
        await Expect(people.Names).ToHaveTextAsync(["Ruth"]);
        await people.Search.FillAsync("");
        await Expect(people.NewNames).ToHaveTextAsync(["Tom", "Ruth"]);
        using var ida = await group.JoinAsync("Ida");
        await Expect(people.NewNames).ToHaveTextAsync(["Ida", "Tom", "Ruth"]);
        await Expect(people.Status).ToHaveTextAsync("4 people · 3 joined today");
    }

    [Fact]
    public async Task Who_leaves_or_takes_another_name_does_so_on_every_screen()
    {
        var group = await WithPeopleAsync("Ruth", "Tom");
        var visitor = await VisitorAsync(group.Leader);
        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        var searching = await VisitorAsync(group.Leader);
        var search = await PeoplePage.OpenAsync(searching, $"{group.Path}?q=lea");
        await LiveAsync(visitor);
        await LiveAsync(searching);
        await people.MetButton("Tom").ClickAsync();
        await Expect(people.MetButton("Tom")).ToHaveTextAsync("✓ Met: Tom");
        var ruth = await Site.SqlAsync<long>("""
            SELECT user_id FROM memberships m JOIN users u ON u.id = m.user_id WHERE group_id = $1 AND first_name = 'Ruth'
            """, group.Id);
        await Site.SqlAsync("""
            UPDATE users SET first_name = 'Thomas' FROM memberships m WHERE m.user_id = users.id AND group_id = $1 AND first_name = 'Tom'
            """, group.Id);
        await Expect(people.MetButton("Thomas")).ToHaveTextAsync("✓ Met: Thomas");
        using var removed = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{ruth}"));
        await Expect(people.Names).ToHaveTextAsync(["Thomas", "Lea"]);
        await Expect(people.Status).ToHaveTextAsync("2 people · 1 joined today");
        await Expect(search.Status).ToHaveTextAsync("2 people · 1 joined today");
    }

    [Fact]
    public async Task After_a_break_the_list_and_the_count_are_right_again()
    {
        var group = await WithPeopleAsync("Ruth");
        await using var proxy = new TcpProxy("127.0.0.1", Site.Address.Port);
        var visitor = await VisitorAtAsync(new($"http://127.0.0.1:{proxy.Port}"), group.Leader);
        visitor.Expect("ERR_CONNECTION");
        visitor.Expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        await LiveAsync(visitor);
        proxy.RefuseNew(true);
        proxy.Cut();
        using var tom = await group.JoinAsync("Tom");
        using var ida = await group.JoinAsync("Ida");
        proxy.RefuseNew(false);
        await Expect(people.NewNames).ToHaveTextAsync(["Ida", "Tom", "Ruth"], new() { Timeout = 20_000 });
        await Expect(people.Status).ToHaveTextAsync("4 people · 3 joined today");
        using var eva = await group.JoinAsync("Eva");
        await Expect(people.NewNames).ToHaveTextAsync(["Eva", "Ida", "Tom", "Ruth"]);
        await Expect(people.Status).ToHaveTextAsync("5 people · 4 joined today");
    }

    [Fact]
    public async Task Back_from_a_person_the_search_stands_and_the_page_is_live()
    {
        var group = await WithPeopleAsync("Ruth", "Rudi", "Tom");
        var visitor = await VisitorAsync(group.Leader);
        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        await people.Search.FillAsync("ruth");
        await Expect(people.Names).ToHaveTextAsync(["Ruth"]);
        await people.Card("Ruth").GetByRole(AriaRole.Link).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "I met them" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "✓ Met" })).ToBeVisibleAsync();
        await visitor.Page.GoBackAsync();
        await Expect(people.Names).ToHaveTextAsync(["Ruth"]);
        await Expect(people.Search).ToHaveValueAsync("ruth");
        await Expect(people.MetButton("Ruth")).ToHaveTextAsync("✓ Met: Ruth");
        using var eva = await group.JoinAsync("Eva");
        await Expect(people.Status).ToHaveTextAsync("5 people · 4 joined today");
    }

    [GeneratedRegex(@"\?q=ru$")]
    private static partial Regex EndsInSearch();

    /// <summary>A group whose people joined one after the other; the leader is older.</summary>
    private async Task<TestGroup> WithPeopleAsync(params string[] names)
    {
        var group = await Site.NewGroupAsync();
        foreach (var name in names)
            (await group.JoinAsync(name)).Dispose();
        return group;
    }

    // The page says nothing about its stream.
    private static async Task LiveAsync(Visitor visitor) => await visitor.Page.WaitForFunctionAsync("() => window.liveState === 'live'");
}
