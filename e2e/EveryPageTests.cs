using Microsoft.Playwright;
using Xunit;

namespace GroupPages.E2E;

/// <summary>Every page, in light and dark, on a narrow phone, with large text, and read from right to left.</summary>
public sealed class EveryPageTests(Chromium chromium, Gallery gallery) : BrowserTest(chromium, gallery), IClassFixture<Gallery>
{
    // Set it to look at every page oneself: the pictures lie there then.
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("GROUPPAGES_PICTURES");

    // Some of them while a page is made: those whose names begin so.
    private static readonly string Only = Environment.GetEnvironmentVariable("GROUPPAGES_PLACES") ?? "";

    public static TheoryData<string> Names => [.. Place.All.Keys.Where(name => name.StartsWith(Only, StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_page_suits_everybody(string name)
    {
        var place = Place.All[name];
        var visitor = await VisitorAsync(place.Who(gallery));
        var page = visitor.Page;
        await place.OpenAsync(gallery, visitor);
        await KeepPictureAsync(page, name);
        await Measure.AxeFindsNothingAsync(page, "Light");
        await Measure.IsNotTooWideAsync(page, "As it is");
        await Measure.TargetsAreLargeAsync(page);
        // The same elements in other colours: only the contrast can differ.
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await KeepPictureAsync(page, name + " dark");
        await Measure.AxeFindsNothingAsync(page, "Dark", "color-contrast");
        await page.EvaluateAsync("() => { document.documentElement.dir = 'rtl' }");
        await Measure.IsNotTooWideAsync(page, "From right to left");
        await KeepPictureAsync(page, name + " rtl");
        await page.EvaluateAsync("() => { document.documentElement.dir = 'ltr' }");
        await Measure.SetTextSizeAsync(page, 32);
        await Measure.IsNotTooWideAsync(page, "At 200 % text");
        await KeepPictureAsync(page, name + " large");
    }

    [Theory]
    [InlineData("people")]
    [InlineData("chat")]
    [InlineData("how full it is")]
    [InlineData("site, people")]
    [InlineData("site, person")]
    public async Task A_page_suits_everybody_at_a_desk(string name)
    {
        var place = Place.All[name];
        var visitor = await VisitorAsync(place.Who(gallery), Look.Desktop);
        await place.OpenAsync(gallery, visitor);
        await Measure.AxeFindsNothingAsync(visitor.Page, "Light");
        await Measure.IsNotTooWideAsync(visitor.Page, "As it is");
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Measure.AxeFindsNothingAsync(visitor.Page, "Dark", "color-contrast");
    }

    private static async Task KeepPictureAsync(IPage page, string name)
    {
        if (Pictures is null)
            return;
        var file = name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-');
        await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, file + ".png") });
        await page.SetViewportSizeAsync(Look.Desktop.Width, Look.Desktop.Height);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, file + "-desktop.png") });
        await page.SetViewportSizeAsync(Look.Phone.Width, Look.Phone.Height);
    }
}
