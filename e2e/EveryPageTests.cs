using Microsoft.Playwright;
using Xunit;

namespace GroupPages.E2E;

/// <summary>
/// Every page, in light and dark, on a narrow phone, with large text, and read from right to left. In two classes, each with every
/// other page and a site of its own: classes run side by side.
/// </summary>
public abstract class EveryPage(Chromium chromium, Gallery gallery) : BrowserTest(chromium, gallery)
{
    // Set it to look at every page oneself: the pictures lie there then.
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("GROUPPAGES_PICTURES");

    // Some of them while a page is made: those whose names begin so, or in one of several ways with ; between.
    private static readonly string[] Only = (Environment.GetEnvironmentVariable("GROUPPAGES_PLACES") ?? "").Split(';');

    protected static TheoryData<string> EveryOther(int first) =>
        [.. Place.All.Keys.Where(name => Only.Any(start => name.StartsWith(start, StringComparison.Ordinal))).Where((_, at) => at % 2 == first)];

    protected async Task SuitsEverybodyAsync(string name)
    {
        var place = Place.All[name];
        var visitor = await VisitorAsync(place.Who(gallery));
        var page = visitor.Page;
        await place.OpenAsync(gallery, visitor);
        await KeepPictureAsync(page, name);
        await Measure.GoesOnWhereItWasRefusedAsync(page);
        await Measure.AxeFindsNothingAsync(page, "Light");
        await Measure.IsNotTooWideAsync(page, "As it is");
        await Measure.TargetsAreLargeAsync(page);
        await Measure.FacesAndLogosAreSquareAsync(page);
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

    protected async Task SuitsEverybodyAtADeskAsync(string name)
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

public sealed class EveryPageTests(Chromium chromium, Gallery gallery) : EveryPage(chromium, gallery), IClassFixture<Gallery>
{
    public static TheoryData<string> Names => EveryOther(0);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Names))]
    public Task A_page_suits_everybody(string name) => SuitsEverybodyAsync(name);

    [Theory]
    [InlineData("people")]
    [InlineData("chat")]
    [InlineData("how full it is")]
    [InlineData("site, people")]
    [InlineData("site, person")]
    public Task A_page_suits_everybody_at_a_desk(string name) => SuitsEverybodyAtADeskAsync(name);
}

public sealed class OtherHalfOfEveryPageTests(Chromium chromium, Gallery gallery) : EveryPage(chromium, gallery), IClassFixture<Gallery>
{
    public static TheoryData<string> Names => EveryOther(1);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Names))]
    public Task A_page_suits_everybody(string name) => SuitsEverybodyAsync(name);
}
