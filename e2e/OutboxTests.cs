using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>What is on its way: it outlives the page, arrives once, and stays where it is seen when it cannot be sent.</summary>
public sealed class OutboxTests(Chromium chromium, OutboxTests.Place place) : BrowserTest(chromium, place), IClassFixture<OutboxTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task What_was_written_offline_outlives_the_page_and_arrives_once_and_in_order()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("ERR_INTERNET_DISCONNECTED");
        await group.Leader.SayAsync(group, "Before");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await visitor.Context.SetOfflineAsync(true);
        foreach (var text in new[] { "One", "Two", "Three" })
            await chat.SayAsync(text);
        await Expect(chat.Pending).ToHaveCountAsync(3);
        // A page that closes is no longer kept offline: a try of its last moment may get through, and must not count twice.
        await visitor.Page.CloseAsync();

        await visitor.Context.SetOfflineAsync(false);
        var tab = await visitor.NewTabAsync();
        await tab.GotoAsync($"{group.Path}/chat");
        chat = new ChatPage(tab);
        await chat.ShowsAsync("Before", "One", "Two", "Three");
        await chat.IsUpToDateAsync();
        await tab.ReloadAsync();
        await chat.IsUpToDateAsync();
        await chat.ShowsAsync("Before", "One", "Two", "Three");
        Assert.Equal(0, await KeptAsync(tab));
    }

    [Fact]
    public async Task A_message_that_arrived_long_before_the_page_came_back_is_not_waited_for()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("ERR_FAILED");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        var answer = new TaskCompletionSource();
        await visitor.Page.RouteAsync("**/live?*", route => route.AbortAsync());
        await visitor.Page.RouteAsync("**/chat", async route =>
        {
            await route.FetchAsync();
            answer.TrySetResult();
            await route.AbortAsync();
        });
        await visitor.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await chat.SayAsync("Once");
        await answer.Task;
        await visitor.Page.CloseAsync();
        await Site.SqlAsync("""
            WITH posted AS (
                INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
                SELECT $1, n, n, n, $2, 'Message ' || n FROM generate_series(2, 70) n)
            UPDATE conversations SET last_seq = 70, message_count = 70 WHERE id = $1
            """, group.Room, group.Leader.UserId);
        var tab = await visitor.NewTabAsync();
        await tab.GotoAsync($"{group.Path}/chat");
        chat = new ChatPage(tab);
        await chat.IsUpToDateAsync();
        await Expect(chat.Pending).ToHaveCountAsync(0);
        await Expect(chat.Arrived).ToHaveCountAsync(50);
        Assert.Equal(1, await Site.SqlAsync<long>("SELECT count(*) FROM messages WHERE text = 'Once' AND conversation_id = $1", group.Room));
        Assert.Equal(0, await KeptAsync(tab));
    }

    [Theory]
    [InlineData("no answer")]
    [InlineData("500")]
    public async Task A_message_that_cannot_be_sent_stays_with_a_button_to_try_again(string fault)
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("500");
        visitor.Expect("ERR_FAILED");
        await visitor.Page.Clock.InstallAsync();
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await visitor.Page.RouteAsync("**/chat", route => fault == "500" ? route.FulfillAsync(new() { Status = 500 }) : route.AbortAsync());

        await chat.SayAsync("Important");
        await Eventually.TrueAsync(async () =>
        {
            await visitor.Page.Clock.FastForwardAsync("00:15");
            return await chat.Retry.CountAsync() == 1;
        }, TimeSpan.FromSeconds(10), "Retry must appear");
        await Expect(chat.Message("Important")).ToContainTextAsync("Not sent.");
        await Expect(chat.Status).ToHaveTextAsync("1 not sent");

        await visitor.Page.UnrouteAllAsync();
        await chat.Retry.ClickAsync();
        await chat.ShowsAsync("Important");
        await chat.IsUpToDateAsync();
    }

    [Fact]
    public async Task An_answer_that_got_lost_does_not_make_a_second_message()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("ERR_FAILED");
        var tries = 0;
        var arrived = new TaskCompletionSource();
        // The stream is kept back: it would tell that the message has arrived before the page tries again.
        await visitor.Page.RouteAsync("**/live?*", async route =>
        {
            await arrived.Task;
            await route.ContinueAsync();
        });
        await visitor.GoAsync($"{group.Path}/chat");
        var chat = new ChatPage(visitor.Page);
        await visitor.Page.RouteAsync("**/chat", async route =>
        {
            if (Interlocked.Increment(ref tries) > 1)
            {
                await route.ContinueAsync();
                return;
            }
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await chat.SayAsync("Once");
        await Eventually.TrueAsync(() => tries == 2, TimeSpan.FromSeconds(10), "the page must try again");
        await group.Leader.SayAsync(group, "Heard");
        arrived.SetResult();
        await chat.IsUpToDateAsync();
        await chat.ShowsAsync("Once", "Heard");
    }

    private static Task<int> KeptAsync(IPage page) => page.EvaluateAsync<int>("() => Object.keys(localStorage).filter(key => key.includes(':out:')).length");
}
