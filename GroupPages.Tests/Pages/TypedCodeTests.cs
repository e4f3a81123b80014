using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages;

/// <summary>The field for a code on the first page.</summary>
public sealed class TypedCodeTests(TypedCodeTests.Site site) : IClassFixture<TypedCodeTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData("summer-2026", "/j/summer-2026")]
    [InlineData("  SUMMER-2026 ", "/j/summer-2026")]
    [InlineData("https://example.org/j/summer-2026", "/j/summer-2026")]
    [InlineData("example.org/j/Summer-2026/", "/j/summer-2026")]
    [InlineData("https://example.org/j/summer-2026?utm_source=poster#top", "/j/summer-2026")]
    public async Task A_typed_or_pasted_code_leads_to_its_page(string typed, string expected)
    {
        using var phone = site.NewPhone();
        using var response = await phone.PostAsync("/", ("code", typed));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(expected, response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("", "Please type the code")]
    [InlineData("   ", "Please type the code")]
    [InlineData("abc", "at least four")]
    [InlineData("so many words", "letters, digits and hyphens")]
    [InlineData("//evil.example/%2e%2e", "letters, digits and hyphens")]
    [InlineData("a\r\nSet-Cookie: x=y", "letters, digits and hyphens")]
    public async Task What_cannot_be_a_code_is_told_next_to_the_field(string typed, string words)
    {
        using var phone = site.NewPhone();
        using var response = await phone.PostAsync("/", ("code", typed));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.Contains(words, page.QuerySelector("#code-error")!.TextContent);
        Assert.Equal("true", page.QuerySelector("#code")!.GetAttribute("aria-invalid"));
        if (!string.IsNullOrWhiteSpace(typed))
            Assert.Equal(typed.ReplaceLineEndings(""), page.QuerySelector("#code")!.GetAttribute("value")!.ReplaceLineEndings(""));
    }
}
