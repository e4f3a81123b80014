using System.Net;
using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>Nobody needs a mouse or a finger, and everybody sees where they are.</summary>
public sealed class KeyboardTests(Chromium chromium, KeyboardTests.Place place) : BrowserTest(chromium, place), IClassFixture<KeyboardTests.Place>
{
    // Outlined, on the screen, and not covered by the header or the tabs.
    private const string IsSeen = """
        () => {
            const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
            const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && (e.contains(hit) || e.matches('.log'));
            return seen ? '' : `${e.outerHTML.slice(0, 120)} outline ${style.outline}, at ${Math.round(box.x)},${Math.round(box.y)}, there is ${hit?.outerHTML.slice(0, 80)}`;
        }
        """;

    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Joining_marking_and_chatting_by_keys_alone(int width)
    {
        var group = await Site.NewGroupAsync();
        using var tom = await group.JoinAsync("Tom");
        var visitor = await VisitorAsync(look: width == 360 ? Look.Phone : Look.Desktop);
        var keys = visitor.Page.Keyboard;
        await visitor.GoAsync($"/j/{group.Code}");
        await Expect(new JoinPage(visitor.Page).FirstName).ToBeFocusedAsync();
        await keys.TypeAsync("Ruth");
        await keys.PressAsync("Enter");

        var people = new PeoplePage(visitor.Page);
        await Expect(people.NewNames).ToHaveTextAsync(["Ruth", "Tom"]);
        await TabToAsync(visitor.Page, people.MetButton("Tom"));
        await keys.PressAsync("Enter");
        await Expect(people.MetButton("Tom")).ToHaveTextAsync("✓ Met: Tom");
        await Expect(people.MetButton("Tom")).ToBeFocusedAsync();

        await visitor.Page.ReloadAsync();
        await TabToAsync(visitor.Page, visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Chat" }));
        await keys.PressAsync("Enter");
        var chat = new ChatPage(visitor.Page);
        await chat.IsUpToDateAsync();
        await TabToAsync(visitor.Page, chat.Composer);
        await keys.TypeAsync("By keys");
        await keys.PressAsync("Shift+Enter");
        await keys.TypeAsync("on two lines");
        // The Enter of a phone's keyboard makes another line; a keyboard with Ctrl sends everywhere.
        await keys.PressAsync(width == 360 ? "Control+Enter" : "Enter");
        await chat.ShowsAsync("By keys on two lines");
        await Expect(chat.Composer).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_skip_link_comes_first_and_leads_past_the_tabs()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(group.Leader, Look.Desktop);
        await visitor.GoAsync(group.Path);
        await visitor.Page.Keyboard.PressAsync("Tab");
        var skip = visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(new PeoplePage(visitor.Page).Search).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Older_messages_come_by_keys_and_the_focus_goes_on_from_there()
    {
        var group = await Site.NewGroupAsync();
        await Site.SqlAsync("""
            WITH posted AS (
                INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text)
                SELECT $1, n, n, n, $2, 'Message ' || n FROM generate_series(1, 70) n)
            UPDATE conversations SET last_seq = 70, message_count = 70 WHERE id = $1
            """, group.Room, group.Leader.UserId);
        // So tall that nothing is fetched by scrolling.
        var visitor = await VisitorAsync(group.Leader, new Look(1280, 20_000));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await chat.Older.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(chat.Arrived).ToHaveCountAsync(70);
        await Expect(chat.Log).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Every_control_shows_that_it_has_the_focus()
    {
        var group = await Site.NewGroupAsync();
        for (var i = 0; i < 8; i++)
            (await group.JoinAsync($"Guest {i}")).Dispose();
        var visitor = await VisitorAsync(group.Leader);
        foreach (var path in new[] { group.Path, $"{group.Path}/code", $"{group.Path}/admin/members", "/me" })
            await EveryStopIsSeenAsync(visitor, path);
    }

    [Fact]
    public async Task Leaders_and_site_admins_go_through_their_pages_by_keys()
    {
        var group = await Site.NewGroupAsync(needsApproval: true);
        (await group.JoinAsync("Gus")).Dispose();
        var code = await group.CodeIdAsync(group.Code);
        var member = await group.AddAsync("Ann");
        await Site.SqlAsync("UPDATE users SET is_site_admin = true WHERE id = $1", group.Leader.UserId);
        var visitor = await VisitorAsync(group.Leader);
        foreach (var page in new[] { "", "/requests", "/codes", $"/codes/{code}", $"/codes/{code}/undo", $"/members/{member}", "/chat", "/import", "/log" })
            await EveryStopIsSeenAsync(visitor, $"{group.Path}/admin{page}");
        foreach (var page in new[] { "", "/users", $"/users/{member}/edit", "/groups", $"/groups/{group.Slug}/edit", $"/groups/{group.Slug}/edit/members", "/log" })
            await EveryStopIsSeenAsync(visitor, $"/admin{page}");
    }

    private static async Task EveryStopIsSeenAsync(Visitor visitor, string path)
    {
        Assert.Equal(HttpStatusCode.OK, await visitor.GoAsync(path));
        var stops = await visitor.Page.Locator("a:visible, button:visible, summary:visible, textarea:visible, select:visible, :is(input:not([type=radio]), :checked):visible").CountAsync();
        for (var i = 0; i < stops; i++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            var fault = await SeenAsync(visitor.Page);
            Assert.True(fault.Length == 0, $"{path}: {fault}");
        }
    }

    // A row of tabs that is wider than the phone follows the focus a frame or two later.
    private static async Task<string> SeenAsync(IPage page)
    {
        var fault = "";
        for (var looks = 0; looks < 10; looks++)
        {
            fault = await page.EvaluateAsync<string>(IsSeen);
            if (fault.Length == 0)
                break;
            await Task.Delay(50);
        }
        return fault;
    }

    /// <summary>Presses Tab until a control has the focus, looking on the way that each stop can be seen.</summary>
    private static async Task TabToAsync(IPage page, ILocator target)
    {
        for (var presses = 0; presses < 40; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.Equal("", await SeenAsync(page));
            if (await target.EvaluateAsync<bool>("e => e === document.activeElement"))
                return;
        }
        Assert.Fail($"40 times Tab does not reach {target}");
    }
}
