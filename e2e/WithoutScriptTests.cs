using System.Net;
using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>A browser that runs no script at all: everything is a link or a form.</summary>
public sealed class WithoutScriptTests(Chromium chromium, WithoutScriptTests.Place place)
    : BrowserTest(chromium, place), IClassFixture<WithoutScriptTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Somebody_joins_searches_marks_and_chats()
    {
        var group = await Site.NewGroupAsync();
        using var tom = await group.JoinAsync("Tom");
        var visitor = await VisitorAsync(look: Look.WithoutScript);
        visitor.Expect("422");
        var join = await JoinPage.OpenAsync(visitor, group.Code);
        await join.JoinAsAsync(" ");
        await Expect(join.FieldError).ToHaveTextAsync("Please give your first name.");
        var people = await join.JoinAsAsync("Ruth");
        await Expect(people.NewNames).ToHaveTextAsync(["Ruth", "Tom"]);

        await people.MetButton("Lea").ClickAsync();
        await Expect(people.MetButton("Lea")).ToHaveTextAsync("✓ Met: Lea");
        await people.Search.FillAsync("le");
        await people.Search.PressAsync("Enter");
        await Expect(people.Names).ToHaveTextAsync(["Lea"]);
        await people.ShowAsync("Not met");
        await Expect(people.Names).ToHaveCountAsync(0);

        var chat = await people.GoToChatAsync();
        await chat.Composer.FillAsync("Hello without script");
        await chat.Send.ClickAsync();
        await chat.ShowsAsync("Hello without script");
        await Expect(visitor.Page).ToHaveURLAsync(new Uri(Site.Address, $"{group.Path}/chat").ToString());
        await visitor.Page.ReloadAsync();
        await chat.ShowsAsync("Hello without script");
    }

    [Fact]
    public async Task Older_messages_days_lines_and_names_need_no_script()
    {
        var group = await Site.NewGroupAsync();
        await Site.SqlAsync("""
            WITH posted AS (
                INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, created_at)
                SELECT $1, n, n, n, $2, 'Message ' || n, '2026-03-01T12:00Z' FROM generate_series(1, 70) n)
            UPDATE conversations SET last_seq = 70, message_count = 70 WHERE id = $1
            """, group.Room, group.Leader.UserId);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"), Look.WithoutScript);
        await visitor.GoAsync($"{group.Path}/chat");
        var chat = new ChatPage(visitor.Page);
        await chat.Composer.FillAsync("Hello @Lea,\non two lines");
        await chat.Send.ClickAsync();
        await Expect(chat.Texts.Last).ToHaveTextAsync("Hello @Lea, on two lines");
        await Expect(chat.Texts.Last.Locator(".mention")).ToHaveTextAsync("@Lea");
        await Expect(visitor.Page.Locator(".day")).ToHaveCountAsync(2);
        await Expect(chat.Texts.Last).ToBeInViewportAsync();
        await chat.Older.ClickAsync();
        await Expect(chat.Texts.First).ToHaveTextAsync("Message 1");
        await Expect(visitor.Page.Locator(".day")).ToHaveTextAsync(["Sunday, 1 March 2026"]);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the latest" }).ClickAsync();
        await Expect(chat.Texts.Last).ToHaveTextAsync("Hello @Lea, on two lines");
    }

    [Fact]
    public async Task What_is_refused_stands_in_the_field_with_words_beside_it()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"), Look.WithoutScript);
        visitor.Expect("422");
        await visitor.GoAsync($"{group.Path}/chat");
        var chat = new ChatPage(visitor.Page);
        var text = new string('a', 4_001);
        await chat.Composer.FillAsync(text);
        var answer = await visitor.Page.RunAndWaitForResponseAsync(() => chat.Send.ClickAsync(), response => response.Request.Method == "POST");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (HttpStatusCode)answer.Status);
        await Expect(chat.Composer).ToHaveValueAsync(text);
        await Expect(chat.Composer).ToBeFocusedAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("at most 4,000 characters");

        await visitor.GoAsync("/me");
        await visitor.Page.GetByLabel("First name").FillAsync("");
        await visitor.Page.GetByLabel("Last name").FillAsync("Kept");
        await visitor.Page.Locator("form[action='/me']").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visitor.Page.Locator("#firstName-error")).ToHaveTextAsync("Please give your first name.");
        await Expect(visitor.Page.GetByLabel("Last name")).ToHaveValueAsync("Kept");
        await Expect(visitor.Page.GetByLabel("First name")).ToHaveAccessibleDescriptionAsync("Please give your first name.");
        await Expect(visitor.Page.GetByLabel("First name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_leader_removes_a_member_after_one_more_question()
    {
        var group = await Site.NewGroupAsync();
        using var tom = await group.JoinAsync("Tom");
        var visitor = await VisitorAsync(group.Leader, Look.WithoutScript);
        await visitor.GoAsync($"{group.Path}/admin/members");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Manage Tom" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, remove Tom" })).ToBeHiddenAsync();
        await visitor.Page.Locator("summary", new() { HasText = "Remove Tom" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, remove Tom" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["Lea"]);
        Assert.Equal(HttpStatusCode.NotFound, await tom.StatusAsync($"{group.Path}/chat"));
    }

    [Fact]
    public async Task Signing_in_by_a_code_and_out_again_takes_one_button_each()
    {
        var group = await Site.NewGroupAsync();
        var code = GroupPages.Access.Secret.NewCode();
        await Site.SqlAsync("INSERT INTO login_codes (code_hash, user_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')",
            GroupPages.Access.Secret.Hash(code), group.Leader.UserId);
        var visitor = await VisitorAsync(look: Look.WithoutScript);
        await visitor.GoAsync($"/l/{code}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, I am Lea" }).ClickAsync();
        await Expect(new PeoplePage(visitor.Page).Names).ToHaveTextAsync(["Lea"]);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Me", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out of this phone" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Know everyone at your table" })).ToBeVisibleAsync();
        await visitor.Page.GoBackAsync();
        await Expect(visitor.Page.GetByLabel("Join code")).ToBeVisibleAsync();
    }
}
