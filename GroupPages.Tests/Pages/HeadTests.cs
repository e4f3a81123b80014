using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages;

/// <summary>What a page says of itself to search engines, and to messengers that show where a link leads.</summary>
public sealed class HeadTests(HeadTests.Site site) : IClassFixture<HeadTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task What_only_holders_of_an_address_know_is_in_no_search_engine_and_the_front_door_is()
    {
        var group = await site.NewGroupAsync();
        using var visitor = site.NewPhone();
        foreach (var path in new[] { "/", "/login", "/signup" })
            Assert.Null(Meta(await visitor.PageAsync(path), "robots"));
        foreach (var path in new[] { group.Path, $"/j/{group.Code}" })
            Assert.Equal("noindex", Meta(await visitor.PageAsync(path), "robots"));
    }

    [Fact]
    public async Task Each_page_says_in_a_line_what_it_is_and_a_groups_own_are_in_its_words()
    {
        var group = await site.NewGroupAsync();
        using var visitor = site.NewPhone();
        Assert.Equal("Scan, type your first name, and you are in. For tests only.", Meta(await visitor.PageAsync($"/j/{group.Code}"), "description"));
        Assert.Equal($"Test {group.Slug}, a group's page. For tests only.", Meta(await visitor.PageAsync(group.Path), "description"));
        foreach (var path in new[] { $"{group.Path}/chat", "/me", "/chat", $"{group.Path}/admin/members" })
            Assert.StartsWith("Your group gets a page.", Meta(await group.Leader.PageAsync(path), "description"), StringComparison.Ordinal);
    }

    private static string? Meta(IHtmlDocument page, string name) => page.QuerySelector($"meta[name={name}]")?.GetAttribute("content");
}
