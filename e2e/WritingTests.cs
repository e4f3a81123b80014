using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>Writing in the chat: lines, drafts, names, and room for them all.</summary>
public sealed class WritingTests(Chromium chromium, WritingTests.Place place) : BrowserTest(chromium, place), IClassFixture<WritingTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Enter_sends_at_a_desk_and_makes_a_line_on_a_phone()
    {
        var group = await Site.NewGroupAsync();
        var phone = await VisitorAsync(await group.JoinAsync("Ann"));
        var desk = await VisitorAsync(await group.JoinAsync("Tom"), Look.Desktop);
        var onPhone = await ChatPage.OpenAsync(phone, group.Path);
        var atDesk = await ChatPage.OpenAsync(desk, group.Path);

        await onPhone.Composer.PressSequentiallyAsync("From a phone");
        var small = (await onPhone.Composer.BoundingBoxAsync())!.Height;
        await onPhone.Composer.PressAsync("Enter");
        await onPhone.Composer.PressSequentiallyAsync("on two lines");
        await Expect(onPhone.Composer).ToHaveValueAsync("From a phone\non two lines");
        Assert.InRange((await onPhone.Composer.BoundingBoxAsync())!.Height, small + 10, small + 40);
        await onPhone.Send.ClickAsync();
        await atDesk.ShowsAsync("From a phone on two lines");
        Assert.Equal(small, (await onPhone.Composer.BoundingBoxAsync())!.Height, 1.0);

        await atDesk.Composer.PressSequentiallyAsync("From a desk");
        await atDesk.Composer.PressAsync("Enter");
        await onPhone.ShowsAsync("From a phone on two lines", "From a desk");
    }

    [Fact]
    public async Task A_slow_room_says_so_beforehand_and_no_longer_once_its_leaders_let_it_go()
    {
        var group = await Site.NewGroupAsync();
        await PauseAsync(30);
        var chat = await ChatPage.OpenAsync(await VisitorAsync(await group.JoinAsync("Ann")), group.Path);
        await Expect(chat.Pace).ToHaveTextAsync("Slow mode: one message every 30 seconds.");
        await Expect(chat.Composer).ToHaveAccessibleDescriptionAsync("Slow mode: one message every 30 seconds.");
        await PauseAsync(0);
        await chat.SayAsync("One");
        await Expect(chat.Pace).ToBeHiddenAsync();
        // And says so when it is made slow while somebody writes.
        await PauseAsync(60);
        await chat.SayAsync("Two");
        await Expect(chat.Pace).ToHaveTextAsync("Slow mode: one message every minute.");

        async Task PauseAsync(int seconds) => (await group.Leader.PostAsync($"{group.Path}/admin/chat", ("pause", $"{seconds}"))).Dispose();
    }

    [Fact]
    public async Task A_draft_survives_a_reload_is_its_conversations_own_and_goes_when_it_is_sent()
    {
        var group = await Site.NewGroupAsync();
        var other = await Site.NewGroupAsync();
        var ann = await group.JoinAsync("Ann");
        await other.AddAsync(ann.UserId);
        var visitor = await VisitorAsync(ann);
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await chat.Composer.FillAsync("Half a thought\nand");
        await visitor.Page.ReloadAsync();
        await Expect(chat.Composer).ToHaveValueAsync("Half a thought\nand");
        await ChatPage.OpenAsync(visitor, other.Path);
        await Expect(chat.Composer).ToHaveValueAsync("");
        await ChatPage.OpenAsync(visitor, group.Path);
        await chat.Composer.PressSequentiallyAsync(" the rest");
        await chat.Send.ClickAsync();
        await chat.ShowsAsync("Half a thought and the rest");
        await visitor.Page.ReloadAsync();
        await Expect(chat.Composer).ToHaveValueAsync("");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_else_on_the_same_phone_finds_what_one_was_writing(bool hasSignedOut)
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("ERR_INTERNET_DISCONNECTED");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await visitor.Context.SetOfflineAsync(true);
        await chat.SayAsync("Said by Ann");
        await chat.Composer.FillAsync("A secret of Ann’s");
        await visitor.Context.SetOfflineAsync(false);
        await chat.ShowsAsync("Said by Ann");
        await visitor.GoAsync("/me");
        if (hasSignedOut)
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out of this phone" }).ClickAsync();
            await Expect(visitor.Page.GetByLabel("Join code")).ToBeVisibleAsync();
            Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("() => localStorage.length"));
        }
        await visitor.Context.AddCookiesAsync([new() { Name = "session", Value = group.Leader.Cookies.GetAllCookies()["session"]!.Value, Url = Site.Address.ToString() }]);
        await ChatPage.OpenAsync(visitor, group.Path);
        await Expect(chat.Composer).ToHaveValueAsync("");
        await chat.ShowsAsync("Said by Ann");
        Assert.DoesNotContain("secret", await visitor.Page.EvaluateAsync<string>("() => JSON.stringify(localStorage)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_sent_is_still_there_after_a_reload_and_can_be_thrown_away()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("403");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await visitor.Page.RouteAsync("**/chat", route => route.Request.Method == "POST" ? route.FulfillAsync(new() { Status = 403 }) : route.ContinueAsync());
        await chat.SayAsync("Refused");
        await Expect(chat.Retry).ToBeVisibleAsync();
        await visitor.Page.ReloadAsync();
        await Expect(chat.Message("Refused")).ToContainTextAsync("Not sent.");
        await Expect(chat.Status).ToHaveTextAsync("1 not sent");
        await Measure.AxeFindsNothingAsync(visitor.Page, "not sent");
        await Measure.TargetsAreLargeAsync(visitor.Page);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(chat.Messages).ToHaveCountAsync(0);
        await visitor.Page.ReloadAsync();
        await chat.IsUpToDateAsync();
        await Expect(chat.Messages).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Somebody_is_named_by_keys_and_is_told_so()
    {
        var group = await Site.NewGroupAsync();
        foreach (var (first, last) in new[] { ("Tom", "Reed"), ("Tom", "Hill"), ("Tamar", "Levi") })
            await group.AddAsync(first, lastName: last);
        var ann = await ChatPage.OpenAsync(await VisitorAsync(await group.JoinAsync("Ann")), group.Path);
        var visitor = await VisitorAsync(group.Leader, Look.Desktop);
        var chat = await ChatPage.OpenAsync(visitor, group.Path);

        await chat.Composer.PressSequentiallyAsync("Ask @t");
        await Expect(chat.Names.Locator(".name")).ToHaveTextAsync(["Tamar Levi", "Tom Hill", "Tom Reed"]);
        await Measure.AxeFindsNothingAsync(visitor.Page, "with names to choose from");
        await Expect(chat.Names.First).ToHaveAttributeAsync("aria-selected", "true");
        await chat.Composer.PressAsync("ArrowDown");
        await chat.Composer.PressAsync("ArrowDown");
        await Expect(chat.Composer).ToHaveAttributeAsync("aria-activedescendant", (await chat.Names.Last.GetAttributeAsync("id"))!);
        await chat.Composer.PressAsync("ArrowUp");
        await chat.Composer.PressAsync("Enter");
        await Expect(chat.Composer).ToHaveValueAsync("Ask @Tom Hill ");
        await Expect(chat.Names).ToHaveCountAsync(0);

        await chat.Composer.PressSequentiallyAsync("or @an");
        await Expect(chat.Names.Locator(".name")).ToHaveTextAsync(["Ann"]);
        await chat.Composer.PressAsync("Escape");
        await Expect(chat.Names).ToHaveCountAsync(0);
        await chat.Composer.PressSequentiallyAsync("n");
        await chat.Names.First.ClickAsync();
        await Expect(chat.Composer).ToBeFocusedAsync();
        await Expect(chat.Composer).ToHaveValueAsync("Ask @Tom Hill or @Ann ");
        // Long enough for another look at who is meant: a name that was chosen is done, and Enter sends.
        await visitor.Page.WaitForTimeoutAsync(500);
        await Expect(chat.Names).ToHaveCountAsync(0);
        await chat.Composer.PressAsync("Enter");

        await ann.ShowsAsync("Ask @Tom Hill or @Ann");
        await Expect(ann.Messages.First).ToContainClassAsync("mentioned");
        await Expect(ann.Texts.Locator(".mention.me")).ToHaveTextAsync(["@Ann"]);
        await Expect(chat.Texts.Locator(".mention")).ToHaveTextAsync(["@Tom Hill", "@Ann"]);
        await Expect(chat.Messages.First).Not.ToContainClassAsync("mentioned");
    }

    [Fact]
    public async Task A_name_nobody_has_and_an_at_sign_alone_do_not_keep_Enter_from_sending()
    {
        var group = await Site.NewGroupAsync();
        await group.AddAsync("Tom");
        var visitor = await VisitorAsync(group.Leader, Look.Desktop);
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await chat.Composer.PressSequentiallyAsync("@zzz");
        await chat.Composer.PressAsync("Enter");
        await chat.ShowsAsync("@zzz");
        await chat.Composer.PressSequentiallyAsync("at @");
        await Expect(chat.Names.Locator(".name")).ToHaveTextAsync(["Tom"]);
        await chat.Composer.PressAsync("Enter");
        await chat.ShowsAsync("@zzz", "at @");
        await Expect(chat.Names).ToHaveCountAsync(0);
    }
}
