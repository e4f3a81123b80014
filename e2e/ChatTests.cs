using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>The chat with a good line: what arrives, how it stands there, and what it may do.</summary>
public sealed class ChatTests(Chromium chromium, ChatTests.Place place) : BrowserTest(chromium, place), IClassFixture<ChatTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Up_to_date_is_said_only_when_nothing_is_missing()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var held = new TaskCompletionSource();
        await visitor.Page.RouteAsync("**/live?*", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await visitor.GoAsync($"{group.Path}/chat");
        var chat = new ChatPage(visitor.Page);
        await Expect(chat.Status).ToHaveTextAsync("Group chat · connecting…");
        await visitor.Page.EvaluateAsync("""
            () => new MutationObserver(() => {
                if (document.getElementById('status').textContent.includes('up to date'))
                    window.seenThen ??= document.querySelectorAll('.message').length;
            }).observe(document.getElementById('status'), { childList: true })
            """);
        for (var i = 0; i < 5; i++)
            await group.Leader.SayAsync(group, $"Message {i}");
        held.SetResult();
        await chat.IsUpToDateAsync();
        Assert.Equal(5, await visitor.Page.EvaluateAsync<int>("() => window.seenThen"));
    }

    [Fact]
    public async Task What_I_write_shows_as_pending_until_it_has_arrived_and_then_once()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        var held = new TaskCompletionSource();
        await visitor.Page.RouteAsync("**/chat", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await chat.SayAsync("One");
        await chat.SayAsync("Two");
        await Expect(chat.Pending).ToHaveCountAsync(2);
        await Expect(chat.Composer).ToHaveValueAsync("");
        await Expect(chat.Status).ToHaveTextAsync("sending: 2 waiting");
        held.SetResult();
        await chat.ShowsAsync("One", "Two");
        await chat.IsUpToDateAsync();
        await visitor.Page.ReloadAsync();
        await chat.ShowsAsync("One", "Two");
    }

    [Fact]
    public async Task Thirty_five_messages_in_one_breath_arrive_in_order_each_once()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("429");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        var texts = Enumerable.Range(1, 35).Select(i => $"Number {i}").ToArray();
        await visitor.Page.EvaluateAsync("""
            texts => texts.forEach(text => {
                const form = document.querySelector('.composer');
                form.elements.text.value = text;
                form.requestSubmit();
            })
            """, texts);
        await chat.ShowsAsync(texts);
    }

    [Fact]
    public async Task A_message_that_is_too_long_comes_back_to_the_field_with_words()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("422");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        var text = new string('a', 4_001);
        await chat.SayAsync(text);
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("at most 4,000 characters");
        await Expect(chat.Composer).ToHaveValueAsync(text);
        await Expect(chat.Messages).ToHaveCountAsync(0);
        await chat.SayAsync(text[1..]);
        await chat.ShowsAsync(text[1..]);
        await chat.IsUpToDateAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Hostile_words_are_only_words()
    {
        string[] hostile =
        [
            "<img src=x onerror=\"document.title='caught'\">", "<script>document.title='caught'</script>", "</li></ol><h1>Mine now</h1>",
            "javascript:alert(1)", "\u202Etxet desrever", "https://example.org/\"onmouseover=alert(1) '<b>", new string('w', 300),
            string.Concat(Enumerable.Repeat("😀", 2_000)), "&lt;b&gt; &amp;",
        ];
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await chat.SayAsync(hostile[0]);
        foreach (var text in hostile[1..])
            await group.Leader.SayAsync(group, text);
        await Expect(chat.Arrived).ToHaveCountAsync(hostile.Length);
        for (var again = 0; again < 2; again++)
        {
            Assert.Equal(hostile.Order(StringComparer.Ordinal), (await chat.Texts.AllTextContentsAsync()).Order(StringComparer.Ordinal));
            Assert.Equal(0, await chat.Messages.Locator("img, script, h1, b:not(.meta b), [onmouseover]").CountAsync());
            Assert.DoesNotContain("caught", await visitor.Page.TitleAsync(), StringComparison.Ordinal);
            var links = await chat.Texts.Locator("a").EvaluateAllAsync<string[]>("links => links.map(a => new URL(a.href).protocol)");
            Assert.All(links, protocol => Assert.Equal("https:", protocol));
            await Measure.IsNotTooWideAsync(visitor.Page, "With hostile words");
            Assert.True(await visitor.Page.Locator(".log").EvaluateAsync<bool>("log => log.scrollWidth <= log.clientWidth"));
            await visitor.Page.ReloadAsync();
        }
    }

    [Fact]
    public async Task Two_people_see_each_other_write_without_a_reload()
    {
        var group = await Site.NewGroupAsync();
        var ann = await ChatPage.OpenAsync(await VisitorAsync(await group.JoinAsync("Ann")), group.Path);
        var tom = await ChatPage.OpenAsync(await VisitorAsync(await group.JoinAsync("Tom"), Look.Desktop), group.Path);
        await ann.SayAsync("Hello Tom");
        await tom.ShowsAsync("Hello Tom");
        await tom.SayAsync("Hello Ann");
        await ann.ShowsAsync("Hello Tom", "Hello Ann");
        await tom.ShowsAsync("Hello Tom", "Hello Ann");
        await Expect(ann.Message("Hello Tom")).ToContainClassAsync("mine");
        await Expect(ann.Message("Hello Ann")).Not.ToContainClassAsync("mine");
    }

    [Fact]
    public async Task Two_tabs_of_one_person_show_the_same()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var first = await ChatPage.OpenAsync(visitor, group.Path);
        var tab = await visitor.NewTabAsync();
        await tab.GotoAsync($"{group.Path}/chat");
        var second = new ChatPage(tab);
        await second.IsUpToDateAsync();
        await first.SayAsync("From the first");
        await second.SayAsync("From the second");
        await Expect(first.Arrived).ToHaveCountAsync(2);
        await Expect(second.Arrived).ToHaveCountAsync(2);
        Assert.Equal(await first.Texts.AllTextContentsAsync(), await second.Texts.AllTextContentsAsync());
        await Expect(tab.Locator(".message.mine")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Who_is_removed_is_led_away_and_sees_nothing_more()
    {
        var group = await Site.NewGroupAsync();
        var ann = await group.JoinAsync("Ann");
        var visitor = await VisitorAsync(ann);
        visitor.Expect("404");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await group.Leader.SayAsync(group, "Before");
        await chat.ShowsAsync("Before");
        using var removed = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{ann.UserId}"));
        await group.Leader.SayAsync(group, "A secret");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Nobody at this table");
        Assert.DoesNotContain("secret", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.GoAsync(group.Path);
        Assert.DoesNotContain("Lea", await visitor.Page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
    }
}
