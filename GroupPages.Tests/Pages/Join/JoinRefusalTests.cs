using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Join;

/// <summary>Codes that let nobody in: 410 with whom to ask, to look at and to use.</summary>
public sealed class JoinRefusalTests(JoinRefusalTests.Site site) : IClassFixture<JoinRefusalTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task An_expired_code_is_gone() =>
        await GoneAsync(group => group.NewCodeAsync(expires: "-1 minute"), "has ended");

    [Fact]
    public async Task A_revoked_code_is_gone() =>
        await GoneAsync(group => group.NewCodeAsync(isRevoked: true), "was withdrawn");

    [Fact]
    public async Task A_code_that_has_not_started_is_gone_until_it_does() =>
        await GoneAsync(group => group.NewCodeAsync(starts: "1 hour"), "opens on");

    [Fact]
    public async Task A_full_code_is_gone() => await GoneAsync(async group =>
    {
        var code = await group.NewCodeAsync(limit: 2);
        await site.SqlAsync("UPDATE join_codes SET uses = 2 WHERE code = $1", code);
        return code;
    }, "used up");

    [Fact]
    public async Task A_code_revoked_while_its_page_was_open_is_gone_for_the_form()
    {
        var group = await site.NewGroupAsync();
        using var phone = site.NewPhone();
        await phone.PageAsync($"/j/{group.Code}");
        await site.SqlAsync("UPDATE join_codes SET revoked_at = now() WHERE code = $1", group.Code);
        using var posted = await phone.PostAsync($"/j/{group.Code}", ("firstName", "Ruth"), ("key", "k"));
        Assert.Equal(HttpStatusCode.Gone, posted.StatusCode);
        Assert.Equal(1, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_code_revoked_while_a_join_waits_for_it_lets_nobody_in(bool isSignedIn)
    {
        var group = await site.NewGroupAsync();
        using var phone = isSignedIn ? await (await site.NewGroupAsync()).JoinAsync("Ruth") : site.NewPhone();
        using var posted = await site.HeldUpAsync($"UPDATE join_codes SET revoked_at = now() WHERE code = '{group.Code}'", waiting: 1,
            () => phone.PostAsync($"/j/{group.Code}", ("firstName", "Ruth"), ("key", "k")));
        Assert.Equal(HttpStatusCode.Gone, posted.StatusCode);
        Assert.Equal(1, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
        Assert.Equal(0, await site.CountAsync("join_codes WHERE code = $1 AND uses > 0", group.Code));
    }

    [Fact]
    public async Task A_revived_code_lets_in_again()
    {
        var group = await site.NewGroupAsync();
        var code = await group.NewCodeAsync(isRevoked: true);
        using var phone = site.NewPhone();
        Assert.Equal(HttpStatusCode.Gone, await phone.StatusAsync($"/j/{code}"));
        await site.SqlAsync("UPDATE join_codes SET revoked_at = NULL WHERE code = $1", code);
        await Eventually.TrueAsync(async () => await phone.StatusAsync($"/j/{code}") == HttpStatusCode.OK,
            TimeSpan.FromSeconds(2), "the code must let in again");
        await phone.JoinAsync(code, "Ruth");
    }

    private async Task GoneAsync(Func<TestGroup, Task<string>> make, string words)
    {
        var group = await site.NewGroupAsync();
        var code = await make(group);
        var before = await site.StateAsync();
        using var phone = site.NewPhone();
        using HttpResponseMessage seen = await phone.GetAsync($"/j/{code}"),
            posted = await phone.PostAsync($"/j/{code}", ("firstName", "Ruth"), ("key", "k"));
        foreach (var answer in new[] { seen, posted })
        {
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            var text = (await Phone.HtmlAsync(answer)).Body!.TextContent;
            Assert.Contains(words, text);
            Assert.Contains("Lea", text);
        }
        Assert.Equal(before, await site.StateAsync());
    }
}
