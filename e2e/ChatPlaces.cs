using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GroupPages.E2E;

/// <summary>The way to pages of conversations that is more than an address.</summary>
internal static class ChatPlaces
{
    public static async Task SavingAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.Context.SetExtraHTTPHeadersAsync([new("Save-Data", "on")]);
        await ChatPage.OpenAsync(visitor, gallery.Album.Path);
    }

    public static async Task ChosenAsync(Gallery gallery, Visitor visitor)
    {
        var chat = await ChatPage.OpenAsync(visitor, gallery.Album.Path);
        await chat.ChooseAsync(SamplePhotos.Jpeg(800, 600), SamplePhotos.Jpeg(600, 800), "no photo"u8.ToArray());
    }

    public static async Task LargeAsync(Gallery gallery, Visitor visitor)
    {
        var chat = await ChatPage.OpenAsync(visitor, gallery.Album.Path);
        await chat.Photos.Last.ClickAsync();
        await chat.Viewer.WaitForAsync();
    }

    // As after a reload on a phone that kept the words and not the photo.
    public static async Task LostAsync(Gallery gallery, Visitor visitor)
    {
        await ChatPage.OpenAsync(visitor, gallery.Album.Path);
        await visitor.Page.EvaluateAsync(
            "() => chat.store.set('out:' + String(Date.now()).padStart(15, '0') + ':lost', JSON.stringify({ at: Date.now(), key: 'lost', text: 'From the cellar', files: 1 }))");
        await visitor.Page.ReloadAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Choose them again" })).ToBeVisibleAsync();
        await visitor.Page.EvaluateAsync("() => chat.store.names('out:').forEach(name => chat.store.set(name, null))");
    }

    public static async Task OnlyReadingAsync(Gallery gallery, Visitor visitor)
    {
        var group = await gallery.ReadOnlyAsync();
        await visitor.GoAsync($"{group.Path}/chat");
        await visitor.Page.GetByText("Only leaders write here.").WaitForAsync();
    }

    public static async Task SlowAsync(Gallery gallery, Visitor visitor) =>
        await ChatPage.OpenAsync(visitor, (await gallery.SlowAsync()).Path);

    public static async Task BlockedAsync(Gallery gallery, Visitor visitor)
    {
        await gallery.BlockAsync();
        await visitor.GoAsync($"{gallery.Lively.Path}/chat");
    }

    public static async Task NothingChosenAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync($"/chat/{gallery.Lively.Room}/116/report");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Tell the leaders" }).ClickAsync();
    }

    public static async Task NobodyChosenAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync("/chat/new");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
    }

    public static async Task AboutItAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync($"/chat/{gallery.Larger}");
        await visitor.Page.Locator(".top summary").ClickAsync();
    }

    public static async Task TooLongAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await (await ChatPage.OpenAsync(visitor, gallery.Lively.Path)).SayAsync(new string('a', 4_001));
        await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
    }

    public static async Task MenuAsync(Gallery gallery, Visitor visitor)
    {
        await ChatPage.OpenAsync(visitor, gallery.Lively.Path);
        await visitor.Page.Locator($"#m-{gallery.Lively.Room}-119 a.more").ClickAsync();
        await visitor.Page.Locator("#message-menu summary", new() { HasText = "Hide" }).ClickAsync();
    }

    public static async Task EditingAsync(Gallery gallery, Visitor visitor)
    {
        await ChatPage.OpenAsync(visitor, gallery.Lively.Path);
        await visitor.Page.Locator($"#m-{gallery.Lively.Room}-121 a.more").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
    }

    public static async Task NoEmojiAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync($"/chat/{gallery.Lively.Room}/119");
        await visitor.Page.GetByLabel("Any other emoji").FillAsync("nice");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "React", Exact = true }).ClickAsync();
    }

    public static async Task WordAsync(Gallery gallery, Visitor visitor)
    {
        await gallery.Quiet.NewNoticeAsync(gallery.Quiet.Leader.UserId, "Please keep the chat about the choir. The next one we take down.");
        await gallery.SqlAsync("UPDATE notices SET read_at = NULL WHERE id = (SELECT max(id) FROM notices)");
        for (var tries = 0; tries < 20 && await visitor.Page.Locator(".word").CountAsync() == 0; tries++)
            await visitor.GoAsync(gallery.Quiet.Path);
    }

    public static async Task WordsAsync(Gallery gallery, Visitor visitor)
    {
        await gallery.Quiet.NewNoticeAsync(gallery.Quiet.Leader.UserId, "And please, no advertisements.");
        await WordAsync(gallery, visitor);
        await visitor.GoAsync($"{gallery.Quiet.Path}/chat");
        // What writing needs stays in sight, however much there is to read.
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.True(await visitor.Page.Locator(".composer button.primary").EvaluateAsync<bool>(
            "b => { const r = b.getBoundingClientRect(); return b.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)); }"));
    }
}
