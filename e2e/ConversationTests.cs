using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>Direct conversations and what is unread, as people see them.</summary>
public sealed class ConversationTests(Chromium chromium, ConversationTests.Place place) : BrowserTest(chromium, place), IClassFixture<ConversationTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task From_a_persons_page_to_a_conversation_in_one_tap_and_back_to_all_of_them()
    {
        var group = await Site.NewGroupAsync();
        var ben = await group.JoinAsync("Ben");
        var ann = await VisitorAsync(await group.JoinAsync("Ann"));
        await ann.GoAsync($"{group.Path}/people/{ben.UserId}");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Message" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync(["Ben", "Say hello"]);
        var chat = new ChatPage(ann.Page);
        await Expect(chat.Status).ToHaveTextAsync("Direct · up to date");
        await chat.SayAsync("Hello Ben");
        await chat.ShowsAsync("Hello Ben");
        await ann.Page.GetByRole(AriaRole.Link, new() { Name = "All my conversations" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("Ben") })).ToContainTextAsync("You: Hello Ben");
    }

    [Fact]
    public async Task The_badge_the_title_and_the_list_say_what_is_unread_without_a_reload()
    {
        var group = await Site.NewGroupAsync();
        var ben = await group.JoinAsync("Ben");
        var ann = await group.JoinAsync("Ann");
        var pair = await ben.StartAsync(ann.UserId);
        var visitor = await VisitorAsync(ann);
        await visitor.GoAsync(group.Path);
        var badge = visitor.Page.Locator(".tabs .badge");
        await Expect(badge).ToHaveCountAsync(0);
        await ben.WriteAsync(pair, "One");
        await Expect(badge).ToContainTextAsync("1");
        await Expect(visitor.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^\\(1\\) "));

        var tab = await visitor.NewTabAsync();
        await tab.GotoAsync("/chat");
        var lines = tab.Locator("[data-of]");
        await Expect(lines.First).ToContainTextAsync("Ben: One");
        await Expect(lines.First.Locator(".badge")).ToContainTextAsync("1");
        await group.Leader.SayAsync(group, "To everybody");
        await Expect(lines.First).ToContainTextAsync("Lea: To everybody", new() { Timeout = 10_000 });
        await Expect(lines.Locator(".badge")).ToHaveCountAsync(2);

        await lines.Filter(new() { HasText = "Ben: One" }).GetByRole(AriaRole.Link).ClickAsync();
        await new ChatPage(tab).ShowsAsync("One");
        await Expect(badge).ToContainTextAsync("1");
        await Expect(visitor.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^\\(1\\) "));
        await tab.GotoAsync($"{group.Path}/chat");
        await Expect(badge).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_script_a_conversation_of_three_is_started_named_read_and_left()
    {
        var group = await Site.NewGroupAsync();
        var (ben, cleo) = (await group.JoinAsync("Ben"), await group.JoinAsync("Cleo"));
        var ann = await VisitorAsync(await group.JoinAsync("Ann"), Look.WithoutScript);
        await ann.GoAsync("/chat");
        await ann.Page.GetByRole(AriaRole.Link, new() { Name = "New" }).ClickAsync();
        foreach (var name in new[] { "Ben", "Cleo" })
            await ann.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new(name) }).CheckAsync();
        await ann.Page.GetByLabel("First message").FillAsync("Trio?");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(ann.Page.Locator(".top .group")).ToHaveTextAsync("Ben, Cleo");
        await ann.Page.Locator(".top summary").ClickAsync();
        await ann.Page.GetByLabel("Name").FillAsync("Trio");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Save the name" }).ClickAsync();
        await Expect(ann.Page.Locator(".top .group")).ToHaveTextAsync("Trio");
        var id = long.Parse(new Uri(ann.Page.Url).AbsolutePath["/chat/".Length..], System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < 8; i++)
            await ben.WriteAsync(id, $"Yes {i}");
        await ann.GoAsync("/chat");
        await Expect(ann.Page.Locator("[data-of]").First.Locator(".badge")).ToContainTextAsync("8");
        await ann.Page.Locator("[data-of] a").First.ClickAsync();
        await ann.Page.GetByRole(AriaRole.Link, new() { Name = "8 new: go to the first" }).ClickAsync();
        await Expect(ann.Page.GetByText("New since you were here")).ToBeInViewportAsync();
        await ann.Page.Locator(".top summary").ClickAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Leave this conversation" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await Expect(ann.Page.GetByText("Trio")).ToHaveCountAsync(0);
    }
}
