using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Join;

public sealed class FirstNameTests(FirstNameTests.Site site) : IClassFixture<FirstNameTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    public static TheoryData<string> Good { get; } = new(
        new string('a', 40), string.Concat(Enumerable.Repeat("🎉", 40)), "Ö", "عبد الله", "שרה", "Zoë", "Zoe\u0308", "नीलम", "王小明",
        "O'Brien", "<b>Bo</b>", "a\u200Db", "👨‍👩‍👧‍👦", "DROP TABLE users;--", "null", "𝒜𝓁𝓁", "a\uFFFE", "a\uFFFF", "\uD7FBa");

    public static TheoryData<string> Bad { get; } = new(
        "", "   ", "\t", "\u00A0\u3000", new string('a', 41), string.Concat(Enumerable.Repeat("🎉", 41)), "a\u0001b", "a\u0007b", "a\nb",
        "a\u0085b", "\u200B\u200D\uFEFF", "\u2060", "\u0301\u0302",
        // Letters by their category, and yet nothing to see; and a line break that is no control character.
        "\u3164", "\u2800\uFFA0", "a\u2028b");

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_name_in_any_script_is_kept_as_typed(string name)
    {
        var group = await site.NewGroupAsync();
        using var phone = await group.JoinAsync(name);
        Assert.Equal(name, await site.SqlAsync<string>("SELECT first_name FROM users WHERE id = $1", phone.UserId));
        Assert.Equal(name, (await phone.PageAsync(group.Path)).QuerySelector($"#member-{phone.UserId} .name b")!.TextContent);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_name_that_cannot_stand_is_told_next_to_its_field_with_what_was_typed(string name)
    {
        var group = await site.NewGroupAsync();
        var before = await site.StateAsync();
        using var phone = site.NewPhone();
        using var response = await phone.PostAsync($"/j/{group.Code}", ("firstName", name), ("key", "my-key"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        var page = await Phone.HtmlAsync(response);
        var field = page.QuerySelector("#firstName")!;
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.NotEmpty(page.GetElementById(field.GetAttribute("aria-describedby")!)!.TextContent);
        Assert.Contains(page.QuerySelectorAll("[role=alert] a"), link => link.GetAttribute("href") == "#firstName");
        Assert.Equal("my-key", page.QuerySelector("[name=key]")!.GetAttribute("value"));
        // Blanks alone count as nothing typed; a parser reads the reference to U+0085 as the ellipsis of Windows-1252.
        if (!string.IsNullOrWhiteSpace(name)) Assert.Equal(name.Replace('\u0085', '\u2026'), field.GetAttribute("value"));
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task No_name_at_all_is_the_same_as_an_empty_one()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        using var response = await phone.PostAsync($"/j/{group.Code}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\u0001b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task A_key_that_is_none_does_no_harm(string key)
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        await phone.JoinAsync(group.Code, "Ruth", key);
    }
}
