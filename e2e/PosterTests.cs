using System.Globalization;
using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>A code must be readable by a camera wherever it is shown.</summary>
public sealed class PosterTests(Chromium chromium, PosterTests.Place place) : BrowserTest(chromium, place), IClassFixture<PosterTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Theory]
    [InlineData(360, 740, false)]
    [InlineData(360, 740, true)]
    [InlineData(740, 360, true)]
    [InlineData(1280, 800, true)]
    [InlineData(1920, 1080, false)]
    public async Task A_camera_reads_it_on_every_screen_light_or_dark(int width, int height, bool isDark)
    {
        var group = await Site.NewGroupAsync();
        await Site.SqlAsync("UPDATE groups SET name = 'The International Society of Friends of the Old Harbour' WHERE id = $1", group.Id);
        var visitor = await VisitorAsync(group.Leader, new Look(width, height, IsDark: isDark));
        var poster = await PosterPage.OpenAsync(visitor, group.Path);
        Assert.StartsWith(new Uri(Site.Address, "/j/").ToString(), await poster.ScanAsync(), StringComparison.Ordinal);
        await Expect(poster.Code).ToBeInViewportAsync(new() { Ratio = 1 });
        await Measure.IsNotTooWideAsync(visitor.Page, "Poster");
        await visitor.GoAsync($"{group.Path}/code");
        await poster.Code.EvaluateAsync("e => e.scrollIntoView({ block: 'center' })");
        Assert.StartsWith(new Uri(Site.Address, "/j/").ToString(), await poster.ScanAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_on_one_page_without_buttons_black_on_white_from_a_dark_screen_too()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(group.Leader, new Look(794, 1123, IsDark: true));
        var poster = await PosterPage.OpenAsync(visitor, group.Path);
        var pdf = System.Text.Encoding.Latin1.GetString(await visitor.Page.PdfAsync(new() { Format = "A4" }));
        Assert.Contains("/Count 1", pdf, StringComparison.Ordinal);

        await visitor.Page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Close" })).ToBeHiddenAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading)).ToBeVisibleAsync();
        Assert.StartsWith(new Uri(Site.Address, "/j/").ToString(), await poster.ScanAsync(), StringComparison.Ordinal);
        var ink = await visitor.Page.GetByRole(AriaRole.Heading).EvaluateAsync<string>("e => getComputedStyle(e).color");
        Assert.True(ink.Split('(', ',')[1..].Take(3).All(part => int.Parse(part.Trim(' ', ')'), CultureInfo.InvariantCulture) < 80), $"Ink on paper is {ink}");
    }
}
