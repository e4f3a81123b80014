using Microsoft.Playwright;
using Xunit;
using Xunit.Sdk;

namespace GroupPages.E2E;

/// <summary>The measures find what they are for: a page that is bad in one way fails by that one.</summary>
public sealed class MeasureTests(Chromium chromium)
{
    [Theory]
    [InlineData("<p style='color: #bbb'>pale</p>", null)]
    [InlineData("<p style='color: #bbb'>pale</p>", "color-contrast")]
    [InlineData("<img src=data:,>", null)]
    public Task Axe_finds_what_is_wrong(string body, string? rule) => FindsAsync(body, page => Measure.AxeFindsNothingAsync(page, "Light", rule));

    [Fact]
    public Task Something_that_sticks_out_is_found() => FindsAsync("<p style='width: 900px'>wide</p>", page => Measure.IsNotTooWideAsync(page, "As it is"));

    [Fact]
    public Task A_small_target_is_found() => FindsAsync("<button style='width: 20px; height: 20px'>x</button>", Measure.TargetsAreLargeAsync);

    [Fact]
    public Task A_logo_out_of_shape_is_found() => FindsAsync("<img class='logo' alt='' width='150' height='150' style='inline-size: 44px'>", Measure.FacesAndLogosAreSquareAsync);

    private async Task FindsAsync(string body, Func<IPage, Task> measure)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = Look.Phone.Width, Height = Look.Phone.Height } });
        var page = await context.NewPageAsync();
        await page.SetContentAsync($"<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1>{body}</main>");
        await Assert.ThrowsAsync<TrueException>(() => measure(page));
        await page.SetContentAsync("<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1><p>fine</p></main>");
        await measure(page);
    }
}
