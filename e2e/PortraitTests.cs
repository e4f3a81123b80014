using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>My own photo, chosen on /me.</summary>
public sealed class PortraitTests(Chromium chromium, PortraitTests.Place place) : BrowserTest(chromium, place), IClassFixture<PortraitTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Somebody_chooses_a_photo_sees_it_at_once_cut_saved_and_on_the_others_page()
    {
        var group = await Site.NewGroupAsync();
        var ann = await group.JoinAsync("Ann");
        var (visitor, leader) = (await VisitorAsync(ann), await VisitorAsync(group.Leader));
        await leader.GoAsync(group.Path);
        await visitor.GoAsync("/me");
        var page = visitor.Page;
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "If it is not square, keep" })).ToBeHiddenAsync();
        await page.GetByLabel("Add a photo").SetInputFilesAsync(Photo(SamplePhotos.Jpeg(3_000, 1_500)));
        await page.GetByLabel("the bottom or right").CheckAsync();
        Assert.True(await page.Locator("canvas.avatar").EvaluateAsync<bool>("c => { const p = c.getContext('2d').getImageData(10, 10, 1, 1).data; return p[2] > p[0]; }"));
        var sent = await page.RunAndWaitForRequestAsync(() => Save(page).ClickAsync(), request => request.Method == "POST");
        Assert.InRange(int.Parse(await sent.HeaderValueAsync("Content-Length") ?? "0", null), 1_000, 500_000);
        await Expect(page.Locator("img.avatar").First).ToHaveJSPropertyAsync("naturalWidth", 150);
        // On a page that was open all the while.
        await Expect(leader.Page.Locator($"#member-{ann.UserId} img.avatar")).ToHaveJSPropertyAsync("naturalWidth", 150);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        await Expect(page.GetByLabel("Add a photo")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Without_script_the_form_takes_it_and_tells_what_is_none()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"), Look.WithoutScript);
        visitor.Expect("422");
        var page = visitor.Page;
        await visitor.GoAsync("/me");
        await page.GetByLabel("Add a photo").SetInputFilesAsync(new FilePayload { Name = "me.svg", MimeType = "image/svg+xml", Buffer = SamplePhotos.Svg() });
        await Save(page).ClickAsync();
        await Expect(page.Locator("#photo-error")).ToContainTextAsync("“me.svg” is not a photo we can read.");
        await page.GetByLabel("Add a photo").SetInputFilesAsync(Photo(SamplePhotos.Jpeg(300, 200)));
        await Save(page).ClickAsync();
        await Expect(page.GetByLabel("Change the photo")).ToHaveCountAsync(1);
        await Expect(page.Locator("img.avatar").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Of_two_photos_chosen_in_a_row_the_second_is_shown_though_the_first_opens_later()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(await group.JoinAsync("Ann"));
        var page = visitor.Page;
        await visitor.GoAsync("/me");
        await page.EvaluateAsync("""
            () => {
                const open = createImageBitmap;
                const first = new Promise(go => { window.openFirst = go; });
                let count = 0;
                window.createImageBitmap = async file => { const isFirst = count++ === 0; if (isFirst) await first; return await open(file); };
            }
            """);
        // A square one has nothing to cut, so the question tells which of them is shown.
        var question = page.GetByRole(AriaRole.Group, new() { Name = "If it is not square, keep" });
        await page.GetByLabel("Add a photo").SetInputFilesAsync(Photo(SamplePhotos.Jpeg(300, 300)));
        await page.GetByLabel("Add a photo").SetInputFilesAsync(Photo(SamplePhotos.Jpeg(300, 150)));
        await Expect(question).ToBeVisibleAsync();
        await page.EvaluateAsync("async () => { openFirst(); await new Promise(done => setTimeout(done, 100)); }");
        await Expect(question).ToBeVisibleAsync();
        await Save(page).ClickAsync();
        await Expect(page.Locator("img.avatar").First).ToHaveJSPropertyAsync("naturalWidth", 150);
    }

    private static ILocator Save(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });

    private static FilePayload Photo(byte[] bytes) => new() { Name = "me.jpg", MimeType = "image/jpeg", Buffer = bytes };
}
