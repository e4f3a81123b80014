using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>The chat in a lift, on the subway, in a pocket, and while the server restarts.</summary>
public sealed class BadLineTests(Chromium chromium, BadLineTests.Place place) : BrowserTest(chromium, place), IClassFixture<BadLineTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared)
    {
        public Task<PublishedApp> PublishedAsync() => PublishedApp.StartAsync(Cluster, Database);
    }

    [Fact]
    public async Task Offline_is_said_and_afterwards_everything_arrives_once_and_in_order()
    {
        var group = await Site.NewGroupAsync();
        // Chromium's switch refuses only what is new, so the stream that is open is cut by hand.
        await using var proxy = new TcpProxy("127.0.0.1", Site.Address.Port);
        var visitor = await VisitorAtAsync(new($"http://127.0.0.1:{proxy.Port}"), await group.JoinAsync("Ann"));
        visitor.Expect("ERR_INTERNET_DISCONNECTED");
        visitor.Expect("ERR_CONNECTION");
        visitor.Expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await MarkAsync(visitor);
        await group.Leader.SayAsync(group, "Before");
        await chat.ShowsAsync("Before");

        await visitor.Context.SetOfflineAsync(true);
        proxy.Cut();
        await Expect(chat.Status).ToHaveTextAsync("Group chat · offline");
        await chat.SayAsync("Mine 1");
        await chat.SayAsync("Mine 2");
        await Expect(chat.Status).ToHaveTextAsync("offline: 2 waiting");
        await group.Leader.SayAsync(group, "Theirs 1");
        await group.Leader.SayAsync(group, "Theirs 2");
        await Expect(chat.Texts).ToHaveTextAsync(["Before", "Mine 1", "Mine 2"]);

        await visitor.Context.SetOfflineAsync(false);
        await chat.ShowsAsync("Before", "Theirs 1", "Theirs 2", "Mine 1", "Mine 2");
        await chat.IsUpToDateAsync();
        await IsSamePageAsync(visitor);
    }

    [Fact]
    public async Task A_broken_line_is_mended_and_what_was_missed_arrives()
    {
        var group = await Site.NewGroupAsync();
        await using var proxy = new TcpProxy("127.0.0.1", Site.Address.Port);
        var visitor = await VisitorAtAsync(new($"http://127.0.0.1:{proxy.Port}"), await group.JoinAsync("Ann"));
        visitor.Expect("ERR_CONNECTION");
        visitor.Expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await MarkAsync(visitor);

        proxy.RefuseNew(true);
        proxy.Cut();
        await Expect(chat.Status).ToHaveTextAsync("Group chat · connecting…");
        await group.Leader.SayAsync(group, "Missed 1");
        await group.Leader.SayAsync(group, "Missed 2");
        await chat.SayAsync("Mine");
        proxy.RefuseNew(false);

        await Expect(chat.Arrived).ToHaveCountAsync(3, new() { Timeout = 20_000 });
        await chat.ShowsAsync("Missed 1", "Missed 2", "Mine");
        await chat.IsUpToDateAsync();
        await IsSamePageAsync(visitor);
    }

    [Fact]
    public async Task The_server_is_killed_and_comes_back_and_nobody_need_do_anything()
    {
        var group = await Site.NewGroupAsync();
        await using var app = await place.PublishedAsync();
        var visitor = await VisitorAtAsync(app.Address, await group.JoinAsync("Ann"));
        visitor.Expect("ERR_CONNECTION");
        visitor.Expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await MarkAsync(visitor);
        await chat.SayAsync("One");
        await chat.ShowsAsync("One");

        await app.KillAsync();
        await Expect(chat.Status).ToHaveTextAsync("Group chat · connecting…");
        await chat.SayAsync("Two");
        await Expect(chat.Status).ToHaveTextAsync("connecting…: 1 waiting");
        // By the other process, which is still there.
        await group.Leader.SayAsync(group, "Meanwhile");
        await app.StartAsync();

        await chat.ShowsAsync("One", "Meanwhile", "Two");
        await chat.IsUpToDateAsync();
        await IsSamePageAsync(visitor);
    }

    [Fact]
    public async Task A_page_too_far_behind_stays_while_the_latest_cannot_be_read_and_takes_it_when_it_can()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("503");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await MarkAsync(visitor);
        await chat.Composer.FillAsync("Half a sent");
        // The stream sends it to the latest page, which the server cannot read just now.
        var asked = 0;
        await visitor.Page.RouteAsync("**/live?*", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = "event: reload\ndata:\n\n" }));
        await visitor.Page.RouteAsync($"**{group.Path}/chat", route =>
        {
            Interlocked.Increment(ref asked);
            return route.FulfillAsync(new() { Status = 503, Body = "<main>Back in a moment</main>", ContentType = "text/html" });
        });
        await visitor.Page.EvaluateAsync("() => { dispatchEvent(new Event('online')); }");
        await Eventually.TrueAsync(() => asked > 0, TimeSpan.FromSeconds(10), "the page must ask for the latest");
        await group.Leader.SayAsync(group, "Missed");
        await IsSamePageAsync(visitor);
        await visitor.Page.UnrouteAllAsync();
        await chat.ShowsAsync("Missed");
        await chat.IsUpToDateAsync();
        await IsSamePageAsync(visitor);
        await Expect(chat.Composer).ToHaveValueAsync("Half a sent");
    }

    [Fact]
    public async Task A_line_that_died_silently_is_noticed_and_replaced()
    {
        var group = await Site.NewGroupAsync();
        await using var proxy = new TcpProxy("127.0.0.1", Site.Address.Port);
        var visitor = await VisitorAtAsync(new($"http://127.0.0.1:{proxy.Port}"), await group.JoinAsync("Ann"));
        visitor.Expect("ERR_CONNECTION");
        await visitor.Page.Clock.InstallAsync();
        var chat = await ChatPage.OpenAsync(visitor, group.Path);

        proxy.Stall();
        await group.Leader.SayAsync(group, "Missed");
        await visitor.Page.Clock.FastForwardAsync("01:10");
        await Expect(chat.Status).ToHaveTextAsync("Group chat · connecting…");
        proxy.Resume();
        await chat.ShowsAsync("Missed");
        await chat.IsUpToDateAsync();
    }

    [Fact]
    public async Task A_stream_whose_answer_never_comes_is_asked_for_again()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        await visitor.Page.Clock.InstallAsync();
        var asked = 0;
        // The first request is swallowed: neither an answer nor an end.
        await visitor.Page.RouteAsync("**/live?*", route => Interlocked.Increment(ref asked) == 1 ? Task.CompletedTask : route.ContinueAsync());
        await visitor.GoAsync($"{group.Path}/chat");
        var chat = new ChatPage(visitor.Page);
        await group.Leader.SayAsync(group, "Missed");
        await Eventually.TrueAsync(() => asked == 1, TimeSpan.FromSeconds(10), "the page must ask");
        await visitor.Page.Clock.FastForwardAsync("00:07");
        Assert.Equal(1, asked);
        await Eventually.TrueAsync(async () =>
        {
            await visitor.Page.Clock.FastForwardAsync("00:02");
            return asked > 1;
        }, TimeSpan.FromSeconds(10), "the page must ask again");
        await chat.ShowsAsync("Missed");
        await chat.IsUpToDateAsync();
    }

    [Fact]
    public async Task A_phone_taken_out_of_a_pocket_catches_up()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        await visitor.Page.Clock.InstallAsync();
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await MarkAsync(visitor);

        await SetHiddenAsync(visitor, true);
        await visitor.Page.Clock.FastForwardAsync("01:10");
        await Expect(chat.Status).ToHaveTextAsync("Group chat · connecting…");
        await group.Leader.SayAsync(group, "While you slept");
        await Expect(chat.Messages).ToHaveCountAsync(0);

        await SetHiddenAsync(visitor, false);
        await chat.ShowsAsync("While you slept");
        await chat.IsUpToDateAsync();
        await IsSamePageAsync(visitor);
    }

    [Fact]
    public async Task A_page_opened_in_the_background_has_no_stream_until_it_is_looked_at()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var asked = 0;
        await visitor.Page.RouteAsync("**/live?*", route =>
        {
            Interlocked.Increment(ref asked);
            return route.ContinueAsync();
        });
        await visitor.Page.AddInitScriptAsync("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })");
        await visitor.GoAsync($"{group.Path}/chat");
        await visitor.Page.EvaluateAsync("() => { dispatchEvent(new Event('online')) }");
        Assert.Equal(0, asked);
        await group.Leader.SayAsync(group, "Missed");
        await SetHiddenAsync(visitor, false);
        await new ChatPage(visitor.Page).ShowsAsync("Missed");
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Back_from_another_page_the_chat_goes_on()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "People" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Searchbox)).ToBeVisibleAsync();
        await group.Leader.SayAsync(group, "Missed");
        await visitor.Page.GoBackAsync();
        await chat.ShowsAsync("Missed");
        await chat.IsUpToDateAsync();
        await group.Leader.SayAsync(group, "Live");
        await chat.ShowsAsync("Missed", "Live");
    }

    [Fact]
    public async Task A_page_kept_in_memory_by_the_browser_catches_up_when_it_comes_back()
    {
        var group = await Site.NewGroupAsync();
        var ann = await group.JoinAsync("Ann");
        var visitor = await VisitorAsync(ann);
        var people = await VisitorAsync(ann);
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        var list = await PeoplePage.OpenAsync(people, group.Path);
        await people.Page.WaitForFunctionAsync("() => window.liveState === 'live'");
        // Playwright switches that cache off, so the page is told what it would be told.
        const string Hide = "() => { dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })) }";
        const string Show = "() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) }";
        await visitor.Page.EvaluateAsync(Hide);
        await people.Page.EvaluateAsync(Hide);
        await group.Leader.SayAsync(group, "Missed");
        using var tom = await group.JoinAsync("Tom");
        await Expect(chat.Messages).ToHaveCountAsync(0);
        await visitor.Page.EvaluateAsync(Show);
        await people.Page.EvaluateAsync(Show);
        await chat.ShowsAsync("Missed");
        await chat.IsUpToDateAsync();
        await Expect(list.NewNames).ToHaveTextAsync(["Tom", "Ann"]);
        await Expect(list.Status).ToHaveTextAsync("3 people · 2 joined today");
    }

    private static async Task MarkAsync(Visitor visitor) => await visitor.Page.EvaluateAsync("() => { window.isSamePage = true }");

    private static async Task IsSamePageAsync(Visitor visitor) =>
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => window.isSamePage === true"), "The page was loaded again");

    private static async Task SetHiddenAsync(Visitor visitor, bool isHidden) => await visitor.Page.EvaluateAsync("""
        hidden => {
            Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
            Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
            document.dispatchEvent(new Event('visibilitychange'));
        }
        """, isHidden);
}
