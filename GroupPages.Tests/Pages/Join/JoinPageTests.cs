using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Join;

/// <summary>GET /j/{code}: looks, changes nothing.</summary>
public sealed class JoinPageTests(JoinPageTests.Site site) : IClassFixture<JoinPageTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Looking_at_the_page_changes_nothing_and_sets_no_cookie()
    {
        var group = await site.NewGroupAsync();
        var before = await site.StateAsync();
        using var bot = site.NewPhone();
        for (var i = 0; i < 3; i++)
        {
            using var response = await bot.GetAsync($"/j/{group.Code}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.True(response.Headers.CacheControl!.NoStore, "the page holds a key made for one person");
        }
        using var head = await bot.Http.SendAsync(new(HttpMethod.Head, $"/j/{group.Code}"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task The_page_tells_the_group_its_words_and_how_many_are_in_it()
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Ann");
        await group.AddAsync("Waiting", role: 1);
        using var phone = site.NewPhone();
        var page = await phone.PageAsync($"/j/{group.Code}");
        Assert.Equal($"Test {group.Slug}", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("For tests only.", page.Body!.TextContent);
        Assert.Contains("2 people are here", page.Body.TextContent);
        Assert.DoesNotContain("invited you", page.Body.TextContent);
    }

    [Fact]
    public async Task One_person_is_counted_in_the_singular()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        Assert.Contains("One person is here", (await phone.PageAsync($"/j/{group.Code}")).Body!.TextContent);
    }

    [Fact]
    public async Task A_personal_code_tells_who_invites()
    {
        var group = await site.NewGroupAsync();
        var code = await group.NewPersonalCodeAsync(await group.AddAsync("Zoë"));
        using var phone = site.NewPhone();
        Assert.Contains("Zoë invited you", (await phone.PageAsync($"/j/{code}")).Body!.TextContent);
    }

    [Fact]
    public async Task Each_look_gets_a_key_of_its_own()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        var keys = new[] { await KeyAsync(), await KeyAsync() };
        Assert.All(keys, key => Assert.InRange(key.Length, 20, 100));
        Assert.NotEqual(keys[0], keys[1]);

        async Task<string> KeyAsync() =>
            (await phone.PageAsync($"/j/{group.Code}")).QuerySelector("input[name=key]")!.GetAttribute("value")!;
    }

    [Fact]
    public async Task The_form_works_as_it_stands_without_script()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        var page = await phone.PageAsync($"/j/{group.Code}");
        Assert.Empty(page.Scripts);
        var form = Assert.Single(page.Forms);
        var fields = form.Elements.OfType<AngleSharp.Html.Dom.IHtmlInputElement>().ToDictionary(input => input.Name!, input => input.Value);
        fields["firstName"] = "Ruth";
        using var response = await phone.PostAsync($"/j/{group.Code}", [.. fields.Select(field => (field.Key, field.Value))]);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
    }

    [Theory]
    [InlineData("nosuchcodeatall")]
    [InlineData("abc")]
    [InlineData("a--b")]
    [InlineData("%E2%9C%93%E2%9C%93%E2%9C%93%E2%9C%93")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_code_that_is_none_is_404_to_look_at_and_to_use(string code)
    {
        using var phone = site.NewPhone();
        var before = await site.StateAsync();
        Assert.Equal(HttpStatusCode.NotFound, await phone.StatusAsync($"/j/{code}"));
        using var posted = await phone.PostAsync($"/j/{code}", ("firstName", "Ruth"), ("key", "k"));
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Case_does_not_count_in_a_code()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"/j/{group.Code.ToUpperInvariant()}"));
        await phone.JoinAsync(group.Code.ToUpperInvariant(), "Ruth");
    }

    [Fact]
    public async Task Codes_of_a_deleted_group_are_gone_with_it()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", group.Id);
        using var phone = site.NewPhone();
        Assert.Equal(HttpStatusCode.NotFound, await phone.StatusAsync($"/j/{group.Code}"));
        using var posted = await phone.PostAsync($"/j/{group.Code}", ("firstName", "Ruth"));
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
    }
}
