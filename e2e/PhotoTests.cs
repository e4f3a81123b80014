using System.Collections.Concurrent;
using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>Photos in the chat: chosen, sent, looked at.</summary>
public sealed class PhotoTests(Chromium chromium, PhotoTests.Place place) : BrowserTest(chromium, place), IClassFixture<PhotoTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Somebody_chooses_photos_drops_one_sends_two_and_looks_at_them_by_keyboard()
    {
        var group = await Site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await chat.ChooseAsync(SamplePhotos.Jpeg(3_000, 2_000), SamplePhotos.Jpeg(640, 480));
        await chat.ChooseAsync(SamplePhotos.FromPhone(2_400, 1_800));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove photo 2" }).ClickAsync();
        await Expect(chat.Chosen).ToHaveCountAsync(2);
        await chat.Composer.FillAsync("From tonight");
        var sent = await visitor.Page.RunAndWaitForRequestAsync(() => chat.Send.ClickAsync(), request => request.Method == "POST");
        // Made smaller before they went: 1,600 pixels and no more.
        Assert.InRange(int.Parse(await sent.HeaderValueAsync("Content-Length") ?? "0", null), 10_000, 500_000);

        await Expect(chat.Photos).ToHaveCountAsync(2);
        await Expect(chat.Chosen).ToHaveCountAsync(0);
        await Expect(chat.Texts).ToHaveTextAsync(["From tonight"]);
        await Expect(visitor.Page.GetByAltText("Photo 2 of 2 from Ann")).ToBeVisibleAsync();
        Assert.Equal((900, 1200), await SizeAsync(group, 2));

        await chat.Photos.First.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(chat.Viewer.GetByRole(AriaRole.Status)).ToHaveTextAsync("Photo 1 of 2 from Ann");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(chat.Viewer.GetByAltText("Photo 2 of 2 from Ann")).ToHaveJSPropertyAsync("naturalWidth", 900);
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(chat.Viewer.GetByAltText("Photo 1 of 2 from Ann")).ToHaveJSPropertyAsync("naturalWidth", 1200);
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(chat.Viewer).ToHaveCountAsync(0);
        await Expect(chat.Photos.First).ToBeFocusedAsync();

        await visitor.GoAsync($"/chat/{group.Room}/1");
        await chat.Photos.Last.ClickAsync();
        await Expect(chat.Viewer.GetByAltText("Photo 2 of 2 from Ann")).ToHaveJSPropertyAsync("naturalWidth", 900);
    }

    [Fact]
    public async Task A_photo_sent_without_a_line_waits_on_the_phone_over_a_reload_and_arrives_once_in_its_place()
    {
        var group = await Site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("ERR_");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await visitor.Page.RouteAsync("**/chat", route => route.Request.Method == "POST" ? route.AbortAsync() : route.ContinueAsync());
        await chat.ChooseAsync(SamplePhotos.Jpeg(800, 600));
        await chat.SayAsync("From the cellar");
        await chat.SayAsync("and words");
        await Expect(chat.Status).ToHaveTextAsync("sending: 2 waiting");
        await visitor.Page.ReloadAsync();
        await Expect(chat.Message("From the cellar").Locator("canvas")).ToBeVisibleAsync();
        await Expect(chat.Status).ToHaveTextAsync("sending: 2 waiting");

        await visitor.Context.SetOfflineAsync(true);
        await Expect(chat.Status).ToHaveTextAsync("offline: 2 waiting");
        await Expect(chat.Message("From the cellar")).ToContainTextAsync("waits until you are online");
        await visitor.Page.UnrouteAsync("**/chat");
        await visitor.Context.SetOfflineAsync(false);
        await chat.ShowsAsync("From the cellar", "and words");
        await chat.IsUpToDateAsync();
        await Expect(chat.Photos).ToHaveCountAsync(1);
        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("""
            () => new Promise(done => {
              const opening = indexedDB.open('chat-' + document.body.dataset.user, 1);
              opening.onsuccess = () => {
                const count = opening.result.transaction('files').objectStore('files').count();
                count.onsuccess = () => done(count.result);
              };
            })
            """));
        await visitor.Page.ReloadAsync();
        await chat.ShowsAsync("From the cellar", "and words");
    }

    [Fact]
    public async Task A_message_whose_photos_were_lost_gives_its_words_back_and_asks_for_them_again()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(group.Leader);
        visitor.Expect("ERR_FAILED");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await visitor.Page.RouteAsync("**/chat", route => route.Request.Method == "POST" ? route.AbortAsync() : route.ContinueAsync());
        await chat.ChooseAsync(SamplePhotos.Jpeg(400, 300));
        await chat.SayAsync("The pot");
        await Expect(chat.Pending).ToHaveCountAsync(1);
        await visitor.Page.EvaluateAsync("""
            async () => {
              let kept;
              while (!(kept = await indexedDB.databases()).length) await new Promise(done => setTimeout(done, 20));
              indexedDB.deleteDatabase(kept[0].name);
            }
            """);
        await visitor.Page.ReloadAsync();
        await Expect(chat.Message("The pot")).ToContainTextAsync("Its photos are no longer on this phone.");
        await Expect(chat.Retry).ToHaveCountAsync(0);
        await chat.Composer.FillAsync("And the pan");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Choose them again" }).ClickAsync();
        await Expect(chat.Composer).ToHaveValueAsync("The pot\nAnd the pan");
        await Expect(chat.Messages).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Add the photos once more" })).ToBeVisibleAsync();
        await visitor.Page.UnrouteAsync("**/chat");
        await chat.ChooseAsync(SamplePhotos.Jpeg(400, 300));
        await chat.Send.ClickAsync();
        await chat.ShowsAsync("The pot\nAnd the pan");
        await Expect(chat.Photos).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_swipe_shows_the_next_and_a_photo_that_is_taken_away_closes()
    {
        var group = await Site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(800, 600)), ("b.jpg", SamplePhotos.Jpeg(600, 800))]);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        // On a slow line: there is no photo yet where the finger moves.
        var held = new TaskCompletionSource();
        await visitor.Page.RouteAsync("**/photos/*/large", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await chat.Photos.First.TapAsync();
        var mouse = visitor.Page.Mouse;
        await mouse.MoveAsync(250, 400);
        await mouse.DownAsync();
        await mouse.MoveAsync(120, 410);
        await mouse.UpAsync();
        await Expect(chat.Viewer.GetByRole(AriaRole.Status)).ToContainTextAsync("Photo 2 of 2");
        held.SetResult();
        await Expect(chat.Viewer.GetByAltText("Photo 2 of 2 from")).ToHaveJSPropertyAsync("naturalWidth", 600);
        await Site.SqlAsync("""
            WITH next AS (UPDATE conversations SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq)
            UPDATE messages SET deleted_at = now(), text = '', changed_seq = last_seq FROM next WHERE conversation_id = $1
            """, group.Room);
        await Expect(chat.Viewer).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator(".messages img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Nothing_moves_when_a_photo_comes()
    {
        var group = await Site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(800, 600))]);
        await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(80, 1_600)), ("b.jpg", SamplePhotos.Jpeg(600, 300)), ("c.jpg", SamplePhotos.Jpeg(7, 5))]);
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var held = new TaskCompletionSource();
        await visitor.Page.RouteAsync("**/photos/**", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        var page = visitor.Page;
        await page.GotoAsync($"{group.Path}/chat", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        const string Places = "() => [...document.querySelectorAll('.messages img, .message')].map(e => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height].map(Math.round).join(' '); })";
        await new ChatPage(page).IsUpToDateAsync();
        var before = await page.EvaluateAsync<string[]>(Places);
        held.SetResult();
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.messages img')].every(i => i.complete && i.naturalWidth)");
        Assert.Equal(before, await page.EvaluateAsync<string[]>(Places));
    }

    [Fact]
    public async Task Where_data_is_saved_a_photo_comes_when_it_is_tapped_and_not_before()
    {
        var group = await Site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        await visitor.Context.SetExtraHTTPHeadersAsync([new("Save-Data", "on")]);
        var asked = new ConcurrentQueue<string>();
        visitor.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/photos/", StringComparison.Ordinal)) asked.Enqueue(request.Url);
        };
        await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", SamplePhotos.Jpeg(800, 600))]);
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await group.Leader.PostPhotosAsync($"{group.Path}/chat", "", [("b.jpg", SamplePhotos.Jpeg(600, 800))]);
        await Expect(chat.Photos).ToHaveCountAsync(2);
        await Expect(chat.Photos.Last).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"Show photo \(\d+ KB\)"));
        Assert.Empty(asked);
        // Its place is there at the tap; that it was asked for is told a moment later.
        await visitor.Page.RunAndWaitForRequestAsync(() => chat.Photos.Last.ClickAsync(), request => request.Url.Contains("/photos/", StringComparison.Ordinal));
        await Expect(chat.Photos.Last.GetByAltText("Photo from Lea")).ToBeVisibleAsync();
        Assert.EndsWith("/large", Assert.Single(asked), StringComparison.Ordinal);
        await chat.Photos.Last.ClickAsync();
        await Expect(chat.Viewer).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_script_a_form_sends_them_a_link_shows_them_and_what_is_none_is_told()
    {
        var group = await Site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"), Look.WithoutScript);
        visitor.Expect("422");
        await visitor.GoAsync($"{group.Path}/chat");
        var chat = new ChatPage(visitor.Page);
        await chat.Composer.FillAsync("By the form");
        await chat.PhotoField.SetInputFilesAsync(new FilePayload { Name = "holiday.svg", MimeType = "image/svg+xml", Buffer = SamplePhotos.Svg() });
        await chat.Send.ClickAsync();
        await Expect(visitor.Page.Locator("#photos-error")).ToContainTextAsync("“holiday.svg” is not a photo we can read.");
        await Expect(chat.Composer).ToHaveValueAsync("By the form");
        await chat.PhotoField.SetInputFilesAsync(new FilePayload { Name = "a.jpg", MimeType = "image/jpeg", Buffer = SamplePhotos.Jpeg(800, 600) });
        await chat.Send.ClickAsync();
        await chat.ShowsAsync("By the form");
        // Chromium styles its own page for a picture; the picture's policy refuses that, and it is shown all the same.
        visitor.Expect("Applying inline style violates");
        await chat.Photos.First.ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/photos/[a-z2-7]{52}/large$"));
    }

    [Fact]
    public async Task What_the_browser_cannot_open_is_told_by_the_server_and_a_fifth_photo_at_once()
    {
        var group = await Site.NewGroupAsync();
        await group.LetNewcomersShareAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        visitor.Expect("422");
        var chat = await ChatPage.OpenAsync(visitor, group.Path);
        await chat.ChooseAsync("This is no photo"u8.ToArray());
        await chat.Composer.FillAsync("Look");
        await chat.Send.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("“photo 1.jpg” is not a photo we can read.");
        await Expect(chat.Composer).ToHaveValueAsync("Look");
        await visitor.GoAsync($"{group.Path}/chat");
        await chat.PhotoField.SetInputFilesAsync(Enumerable.Range(1, 5).Select(i =>
            new FilePayload { Name = $"{i}.jpg", MimeType = "image/jpeg", Buffer = SamplePhotos.Jpeg(64, 48 + i) }));
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("at most 4 photos");
        await Expect(chat.Chosen).ToHaveCountAsync(4);
    }

    private async Task<(int Width, int Height)> SizeAsync(TestGroup group, int position) =>
        (await Site.SqlAsync<int>("SELECT width FROM photos WHERE conversation_id = $1 AND position = $2", group.Room, (short)position),
            await Site.SqlAsync<int>("SELECT height FROM photos WHERE conversation_id = $1 AND position = $2", group.Room, (short)position));
}
