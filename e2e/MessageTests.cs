using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>What people do with messages, seen by two browsers at once.</summary>
public sealed class MessageTests(Chromium chromium, MessageTests.Place place) : BrowserTest(chromium, place), IClassFixture<MessageTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Two_browsers_show_each_change_of_the_other_without_a_reload()
    {
        var (_, ann, lea) = await TwoAsync("Cake in the kitchn");
        // What is not an emoji.
        lea.Expect("422");
        await OpenMenuAsync(ann, "Cake");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        var editor = ann.Page.GetByLabel("Edit the message");
        await Expect(editor).ToHaveValueAsync("Cake in the kitchn");
        await Expect(editor).ToBeFocusedAsync();
        await editor.FillAsync("Cake in the kitchen");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        foreach (var visitor in new[] { ann, lea })
        {
            await new ChatPage(visitor.Page).ShowsAsync("Cake in the kitchen");
            await Expect(visitor.Page.Locator(".note")).ToHaveTextAsync("edited");
        }

        await OpenMenuAsync(lea, "Cake");
        await lea.Page.GetByRole(AriaRole.Button, new() { Name = "❤️" }).ClickAsync();
        await Expect(Pill(lea, "❤️")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Pill(ann, "❤️")).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(Pill(ann, "❤️")).ToHaveAttributeAsync("title", "Lea");
        await Pill(ann, "❤️").ClickAsync();
        await Expect(Pill(lea, "❤️")).ToHaveTextAsync("❤️ 2");
        await Expect(Pill(ann, "❤️")).ToHaveAttributeAsync("aria-pressed", "true");
        await Pill(ann, "❤️").ClickAsync();
        await Expect(Pill(lea, "❤️")).ToHaveTextAsync("❤️ 1");

        await OpenMenuAsync(lea, "Cake");
        await lea.Page.GetByPlaceholder("Any other emoji").FillAsync("nice");
        await lea.Page.GetByRole(AriaRole.Button, new() { Name = "React", Exact = true }).ClickAsync();
        await Expect(lea.Page.Locator("#any-emoji-error")).ToHaveTextAsync("Please choose one emoji.");
        await lea.Page.GetByPlaceholder("Any other emoji").FillAsync("🧁");
        await lea.Page.GetByRole(AriaRole.Button, new() { Name = "React", Exact = true }).ClickAsync();
        await Expect(Pill(ann, "🧁")).ToBeVisibleAsync();

        await OpenMenuAsync(lea, "Cake");
        await lea.Page.GetByText("Hide from everybody").ClickAsync();
        await lea.Page.GetByLabel("Why").FillAsync("There is none left");
        await lea.Page.GetByRole(AriaRole.Button, new() { Name = "Hide", Exact = true }).ClickAsync();
        foreach (var visitor in new[] { ann, lea })
            await new ChatPage(visitor.Page).ShowsAsync("Hidden by a leader");
        await OpenMenuAsync(lea, "Hidden");
        await lea.Page.GetByRole(AriaRole.Link, new() { Name = "Who reacted, and more" }).ClickAsync();
        await Expect(lea.Page.GetByText("There is none left")).ToBeVisibleAsync();
        await lea.Page.GetByRole(AriaRole.Button, new() { Name = "Show it again" }).ClickAsync();
        await new ChatPage(ann.Page).ShowsAsync("Cake in the kitchen");

        await OpenMenuAsync(ann, "Cake");
        await ann.Page.GetByText("Delete", new() { Exact = true }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, delete it" }).ClickAsync();
        foreach (var visitor in new[] { ann, lea })
            await new ChatPage(visitor.Page).ShowsAsync("Message deleted");
    }

    [Fact]
    public async Task What_I_am_writing_into_an_edit_stays_while_the_message_is_drawn_anew()
    {
        var (group, ann, _) = await TwoAsync("First words");
        await OpenMenuAsync(ann, "First");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        var editor = ann.Page.GetByLabel("Edit the message");
        // Playwright fills in what lies under something else; a finger does not.
        Assert.True(await editor.EvaluateAsync<bool>("""
            field => [[.5, .2], [.1, .5], [.5, .9]].every(([x, y]) => {
              const box = field.getBoundingClientRect();
              return document.elementFromPoint(box.x + x * box.width, box.y + y * box.height) === field;
            })
            """), "the field must be seen whole");
        await editor.FillAsync("Second");
        using var reacted = await group.Leader.PostHtmxAsync($"/chat/{group.Room}/1/react", ("emoji", "👍"));
        await Expect(Pill(ann, "👍")).ToBeAttachedAsync();
        await Expect(editor).ToBeFocusedAsync();
        await ann.Page.Keyboard.TypeAsync(" thoughts");
        await ann.Page.Keyboard.PressAsync("Control+Enter");
        await new ChatPage(ann.Page).ShowsAsync("Second thoughts");
    }

    [Fact]
    public async Task What_does_not_get_through_says_so_and_goes_out_by_Retry()
    {
        var (group, ann, lea) = await TwoAsync("Are you there?");
        ann.Expect("ERR_INTERNET_DISCONNECTED");
        await OpenMenuAsync(ann, "there");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await ann.Page.GetByLabel("Edit the message").FillAsync("Are you still there?");
        await ann.Context.SetOfflineAsync(true);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "You are offline." })).ToBeVisibleAsync();
        await Expect(ann.Page.GetByLabel("Edit the message")).ToHaveValueAsync("Are you still there?");
        await ann.Context.SetOfflineAsync(false);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await new ChatPage(lea.Page).ShowsAsync("Are you still there?");

        await OpenMenuAsync(ann, "there");
        await ann.Context.SetOfflineAsync(true);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "😮" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Your 😮 did not get through. You are offline." })).ToBeVisibleAsync();
        await ann.Context.SetOfflineAsync(false);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(Pill(lea, "😮")).ToBeVisibleAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" })).ToHaveCountAsync(0);
        Assert.Equal(1, await Site.CountAsync("reactions WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task Without_script_each_change_is_a_form()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(group.Leader, Look.WithoutScript);
        await group.Leader.SayAsync(group, "First words");
        var page = visitor.Page;
        async Task MoreAsync()
        {
            await visitor.GoAsync($"{group.Path}/chat");
            await page.GetByRole(AriaRole.Link, new() { Name = "More about the message by Lea" }).ClickAsync();
        }

        await MoreAsync();
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Second words");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await new ChatPage(page).ShowsAsync("Second words");
        await MoreAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "👍", Exact = true }).ClickAsync();
        await Expect(Pill(visitor, "👍")).ToHaveAttributeAsync("aria-pressed", "true");
        await MoreAsync();
        await page.GetByLabel("Any other emoji").FillAsync("🎂");
        await page.GetByRole(AriaRole.Button, new() { Name = "React", Exact = true }).ClickAsync();
        await Expect(Pill(visitor, "🎂")).ToBeVisibleAsync();
        await Pill(visitor, "👍").ClickAsync();
        await Expect(page.Locator(".reactions button")).ToHaveTextAsync(["🎂 1"]);
        await MoreAsync();
        await page.GetByLabel("Why").FillAsync("Trying it out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide", Exact = true }).ClickAsync();
        await new ChatPage(page).ShowsAsync("Hidden by a leader");
        await MoreAsync();
        await Expect(page.GetByText("Second words")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show it again" }).ClickAsync();
        await new ChatPage(page).ShowsAsync("Second words");
        await MoreAsync();
        await page.Locator("summary", new() { HasText = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, delete it" }).ClickAsync();
        await new ChatPage(page).ShowsAsync("Message deleted");
    }

    private async Task<(TestGroup Group, Visitor Ann, Visitor Lea)> TwoAsync(string text)
    {
        var group = await Site.NewGroupAsync();
        var phone = await group.JoinAsync("Ann");
        await phone.SayAsync(group, text);
        Visitor ann = await VisitorAsync(phone), lea = await VisitorAsync(group.Leader, Look.Desktop);
        await ChatPage.OpenAsync(ann, group.Path);
        await ChatPage.OpenAsync(lea, group.Path);
        return (group, ann, lea);
    }

    private static async Task OpenMenuAsync(Visitor visitor, string text)
    {
        var message = new ChatPage(visitor.Page).Message(text);
        await message.HoverAsync();
        await message.Locator("a.more").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    private static ILocator Pill(Visitor visitor, string emoji) => visitor.Page.Locator($".reactions button[value='{emoji}']");
}
