using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>Reading in the chat: what I look at stays where it is, however much comes, above or below.</summary>
public sealed class ReadingTests(Chromium chromium, ReadingTests.Place place) : BrowserTest(chromium, place), IClassFixture<ReadingTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task New_messages_do_not_move_what_I_read_and_a_button_leads_to_them()
    {
        var group = await NewGroupAsync(60);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await Expect(chat.ToLatest).ToBeHiddenAsync();
        await chat.ScrollAsync(-700);
        var text = await FirstSeenAsync(visitor.Page);
        var before = await chat.TopAsync(text);
        foreach (var n in new[] { 1, 2, 3 })
            await group.Leader.SayAsync(group, $"New {n}");
        await Expect(chat.ToLatest).ToHaveAccessibleNameAsync("3 new, to the latest message");
        Assert.Equal(before, await chat.TopAsync(text), 1.5);
        await Measure.AxeFindsNothingAsync(visitor.Page, "with the button");
        await Measure.TargetsAreLargeAsync(visitor.Page);
        // Measuring every target has scrolled to the end.
        await chat.ScrollAsync(-1400);
        await chat.ToLatest.ClickAsync();
        await Expect(chat.Texts.Last).ToBeInViewportAsync();
        await Expect(chat.ToLatest).ToBeHiddenAsync();
        await Expect(chat.Log).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_change_of_a_message_above_does_not_move_what_I_read_and_keeps_the_focus()
    {
        var group = await NewGroupAsync(40, "https://example.org/");
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await visitor.Page.Locator($"#m-{group.Room}-40 .bubble a").FocusAsync();
        await chat.ScrollAsync(-600);
        var text = await FirstSeenAsync(visitor.Page);
        var before = await chat.TopAsync(text);
        await Site.SqlAsync("""
            WITH next AS (UPDATE conversations SET last_seq = last_seq + 2 WHERE id = $1 RETURNING last_seq)
            UPDATE messages SET text = text || E'\n\n\nlonger', edited_at = now(), changed_seq = last_seq - CASE seq WHEN 1 THEN 1 ELSE 0 END
            FROM next WHERE conversation_id = $1 AND seq IN (1, 40)
            """, group.Room);
        await Expect(visitor.Page.Locator($"#m-{group.Room}-40")).ToContainTextAsync("longer");
        Assert.Equal(before, await chat.TopAsync(text), 1.5);
        await Expect(visitor.Page.Locator($"#m-{group.Room}-40 .bubble a")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Older_messages_come_as_I_scroll_and_what_I_read_stays_where_it_is()
    {
        var group = await NewGroupAsync(130);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await Expect(chat.Arrived).ToHaveCountAsync(50);
        await Expect(chat.Texts.Last).ToBeInViewportAsync();
        foreach (var count in new[] { 100, 130 })
        {
            await chat.Log.EvaluateAsync("log => { log.scrollTop = -(log.scrollHeight - log.clientHeight - 300) }");
            var text = await FirstSeenAsync(visitor.Page);
            var before = await chat.TopAsync(text);
            await Expect(chat.Arrived).ToHaveCountAsync(count);
            Assert.Equal(before, await chat.TopAsync(text), 1.5);
        }
        await Expect(chat.Older).ToHaveCountAsync(0);
        Assert.Equal(Enumerable.Range(1, 130).Select(i => $"Message {i}"), await chat.Texts.AllTextContentsAsync());
        await group.Leader.SayAsync(group, "Still live");
        await Expect(chat.Texts.Last).ToHaveTextAsync("Still live");
    }

    [Fact]
    public async Task However_long_one_reads_the_page_stays_small_and_leads_back_to_the_latest()
    {
        var group = await NewGroupAsync(700);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await Eventually.TrueAsync(async () =>
        {
            await chat.Log.EvaluateAsync("log => { log.scrollTop = -log.scrollHeight }");
            Assert.InRange(await chat.Arrived.CountAsync(), 50, 300);
            return (await chat.Texts.First.TextContentAsync()) == "Message 1";
        }, TimeSpan.FromSeconds(30), "scrolling up must lead to the first message");
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the latest" })).ToHaveCountAsync(1);
        await group.Leader.SayAsync(group, "Meanwhile");
        await Expect(chat.ToLatest).ToHaveTextAsync("1 new");
        Assert.Equal("Message 1", await chat.Texts.First.TextContentAsync());
        await chat.ToLatest.ClickAsync();
        await Expect(chat.Texts.Last).ToHaveTextAsync("Meanwhile");
        await Expect(chat.Texts.Last).ToBeInViewportAsync();
        await chat.IsUpToDateAsync();
        Assert.Equal(Enumerable.Range(652, 49).Select(i => $"Message {i}").Append("Meanwhile"), await chat.Texts.AllTextContentsAsync());
        // And the other way: who stays at the end keeps the latest.
        for (var i = 0; i < 9; i++)
            await Site.SqlAsync("""
                WITH next AS (UPDATE conversations SET last_seq = last_seq + 30, message_count = message_count + 30 WHERE id = $1 RETURNING last_seq, message_count)
                INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
                SELECT $1, last_seq - n, last_seq - n, message_count - n, $2, 'Late ' || last_seq - n FROM next, generate_series(0, 29) n
                """, group.Room, group.Leader.UserId);
        await Expect(chat.Texts.Last).ToHaveTextAsync("Late 971");
        Assert.InRange(await chat.Arrived.CountAsync(), 150, 300);
        await Expect(chat.Older).ToHaveCountAsync(1);
        await Expect(chat.Texts.Last).ToBeInViewportAsync();
        await chat.ScrollAsync(-100_000);
        await Expect(chat.Older).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("before="));
    }

    [Fact]
    public async Task Days_are_the_readers_own_named_once_and_roll_over_at_midnight()
    {
        var group = await NewGroupAsync(60);
        // In Kolkata, five and a half hours ahead, the fifth is over when it is 18:30 in UTC.
        await Site.SqlAsync("UPDATE messages SET created_at = '2026-02-28T12:00Z'::timestamptz + seq * interval '1 minute' WHERE conversation_id = $1", group.Room);
        await Site.SqlAsync("UPDATE messages SET created_at = '2026-03-04T18:00Z' WHERE conversation_id = $1 AND seq = 58", group.Room);
        await Site.SqlAsync("UPDATE messages SET created_at = '2026-03-04T19:00Z' WHERE conversation_id = $1 AND seq > 58", group.Room);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"), Look.Phone with { TimeZone = "Asia/Kolkata" });
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = new DateTime(2026, 3, 5, 18, 20, 0, DateTimeKind.Utc) });
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        string[] end = ["Message 57", "Yesterday", "Message 58", "Today", "Message 59", "Message 60"];
        Assert.Equal(["Older messages", "Saturday 28 February", "Message 11"], Plain((await chat.LinesAsync())[..3]));
        Assert.Equal(end, (await chat.LinesAsync())[^6..]);
        await Expect(chat.Message("Message 58").Locator("time")).ToHaveTextAsync("23:30");

        await chat.ScrollAsync(-100_000);
        await Expect(chat.Arrived).ToHaveCountAsync(60);
        Assert.Equal(["Saturday 28 February", "Message 1", "Message 2"], Plain((await chat.LinesAsync())[..3]));
        Assert.Equal(3, await visitor.Page.Locator(".day").CountAsync());

        await visitor.Page.Clock.FastForwardAsync("00:15:00");
        await Expect(visitor.Page.Locator(".day").Last).ToHaveTextAsync("Yesterday");
    }

    [Fact]
    public async Task A_message_has_the_readers_own_time_wherever_it_stands()
    {
        var group = await NewGroupAsync(1);
        await Site.SqlAsync("UPDATE messages SET created_at = '2026-03-04T19:00Z' WHERE conversation_id = $1", group.Room);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"), Look.Phone with { TimeZone = "Asia/Kolkata" });
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = new DateTime(2026, 3, 6, 12, 0, 0, DateTimeKind.Utc) });
        foreach (var path in new[] { $"/chat/{group.Room}/1", $"/chat/{group.Room}/1/report", "/chat/search?q=Message" })
        {
            await visitor.GoAsync(path);
            await Expect(visitor.Page.Locator("main time").First).ToHaveTextAsync("5 Mar, 00:30");
        }
    }

    [Fact]
    public async Task A_search_that_fails_while_somebody_types_leaves_no_results_of_other_words()
    {
        var group = await NewGroupAsync(1);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("503");
        visitor.Expect("ERR_FAILED");
        visitor.Expect("htmx:");
        var (page, busy) = (visitor.Page, "<section id=\"found\" aria-live=\"polite\"><p role=\"alert\">Many are searching</p></section>");
        await visitor.GoAsync("/chat/search?q=Message");
        await Expect(page.Locator("#found li")).ToHaveCountAsync(1);
        await page.RouteAsync("**/chat/search?*", route =>
            route.Request.Url.Contains("away") ? route.AbortAsync() : route.FulfillAsync(new() { Status = 503, Body = route.Request.Url.Contains("many") ? busy : "<!doctype html><h1>Back in a moment</h1>" }));
        foreach (var (typed, told) in new[] { ("many", "Many are searching"), ("other", "could not be searched just now"), ("away", "There is no line") })
        {
            await page.GetByLabel("Words in a message").FillAsync(typed);
            await Expect(page.Locator("#found [role=alert]")).ToContainTextAsync(told);
            await Expect(page.Locator("#found li")).ToHaveCountAsync(0);
            await Expect(page.GetByLabel("Words in a message")).ToHaveValueAsync(typed);
        }
    }

    [Fact]
    public async Task Who_listens_hears_what_is_new_and_nothing_else()
    {
        var group = await NewGroupAsync(70);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await Expect(chat.Log).ToHaveAttributeAsync("aria-live", "off");
        var voice = visitor.Page.Locator(".vh[aria-live=polite]");
        await chat.ScrollAsync(-100_000);
        await Expect(chat.Arrived).ToHaveCountAsync(70);
        await chat.SayAsync("My own");
        await Expect(chat.Pending).ToHaveCountAsync(0);
        await group.Leader.SayAsync(group, "Hello all");
        await Expect(voice).ToHaveTextAsync("Lea: Hello all");
        for (var i = 1; i <= 6; i++)
            await group.Leader.SayAsync(group, $"Quick {i}");
        await Expect(voice).ToContainTextAsync("Lea: Quick 6");
        Assert.DoesNotContain("Message", await voice.TextContentAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(360, 740, 32, 300)]
    [InlineData(740, 360, 16, 200)]
    [InlineData(360, 740, 16, 480)]
    public async Task The_messages_have_most_of_a_small_screen(int width, int height, int textSize, int least)
    {
        var group = await NewGroupAsync(30);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"), new Look(width, height, IsTouch: true));
        await Measure.SetTextSizeAsync(visitor.Page, textSize);
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        Assert.InRange((await chat.Log.BoundingBoxAsync())!.Height, least, height);
        await Measure.IsNotTooWideAsync(visitor.Page, "On a small screen");
        await Measure.TargetsAreLargeAsync(visitor.Page);
        await Measure.AxeFindsNothingAsync(visitor.Page, "On a small screen");
    }

    private async Task<TestGroup> NewGroupAsync(int messages, string before = "")
    {
        var group = await Site.NewGroupAsync();
        await Site.SqlAsync("""
            WITH posted AS (
                INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
                SELECT $1, n, n, n, $2, $4 || 'Message ' || n FROM generate_series(1, $3) n)
            UPDATE conversations SET last_seq = $3, message_count = $3 WHERE id = $1
            """, group.Room, group.Leader.UserId, messages, before.Length == 0 ? "" : before + " ");
        return group;
    }

    private static Task<string> FirstSeenAsync(IPage page) => page.EvaluateAsync<string>("""
        () => {
            const top = document.querySelector('.log').getBoundingClientRect().top;
            return [...document.querySelectorAll('.message .bubble p')].find(p => p.getBoundingClientRect().top > top + 20).textContent;
        }
        """);

    // The comma after the weekday is the browser's to choose.
    private static IEnumerable<string> Plain(IEnumerable<string> lines) => lines.Select(line => line.Replace(",", "", StringComparison.Ordinal));
}
