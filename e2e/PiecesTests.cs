using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.E2E;

/// <summary>A page comes in pieces, and a browser may paint after any of them: what it painted stays where it is when the rest comes.</summary>
public sealed class PiecesTests(Chromium chromium, PiecesTests.Place place) : BrowserTest(chromium, place), IClassFixture<PiecesTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    private const string Corners = """
        () => Object.fromEntries(['.top', '.top .logo', '.group', '.status', '.tabs'].map(name => [name, document.querySelector(name)?.getBoundingClientRect()])
            .filter(([, box]) => box).map(([name, box]) => [name, `${box.x.toFixed(1)}, ${box.y.toFixed(1)}`]))
        """;

    [Theory]
    [InlineData("")]
    [InlineData("/chat")]
    [InlineData("/quiz")]
    [InlineData("/code")]
    public async Task What_has_come_of_the_frame_stays_where_it_is(string path)
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(group.Leader, Look.WithoutScript);
        var page = visitor.Page;
        var whole = await (await page.GotoAsync(group.Path + path))!.TextAsync();
        var expected = await page.EvaluateAsync<Dictionary<string, string>>(Corners);
        var part = whole;
        await page.RouteAsync($"**{group.Path}{path}", route => route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = part }));
        foreach (var end in Ends(whole))
        {
            part = whole[..end];
            await page.ReloadAsync();
            foreach (var (name, corner) in await page.EvaluateAsync<Dictionary<string, string>>(Corners))
                Assert.True(corner == expected[name], $"{name} was at {corner} and is at {expected[name]} after …{part[^60..]}");
        }
    }

    // After the name and each part of the header and the tabs that ends, but not inside a drawing.
    private static IEnumerable<int> Ends(string html)
    {
        var (from, to) = (html.IndexOf("class=\"group\"", StringComparison.Ordinal), html.IndexOf("<main", StringComparison.Ordinal));
        string[] tags = ["</a>", "</p>", "</div>", "</header>", "</nav>"];
        return tags.SelectMany(tag => Enumerable.Range(from, to - from).Where(at => html.AsSpan(at).StartsWith(tag)).Select(at => at + tag.Length)).Order();
    }
}
