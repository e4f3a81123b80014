using System.Net;
using GroupPages.Access;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Account;

/// <summary>/l/{code}: signs one known user in, once.</summary>
public sealed class LoginCodeTests(LoginCodeTests.Site site) : IClassFixture<LoginCodeTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Looking_asks_by_name_and_uses_nothing_up()
    {
        var code = await site.NewLoginCodeAsync(await site.NewUserAsync("Ann"));
        using var phone = site.NewPhone();
        var before = await site.StateAsync();
        for (var i = 0; i < 3; i++)
        {
            var page = await phone.PageAsync($"/l/{code}");
            Assert.Equal("Sign in as Ann?", page.QuerySelector("h1")!.TextContent);
            Assert.Equal("Yes, I am Ann", Assert.Single(page.QuerySelectorAll("form[method=post] button")).TextContent);
        }
        Assert.Equal(before, await site.StateAsync());
        Assert.Empty(phone.Cookies.GetAllCookies());
    }

    [Fact]
    public async Task It_signs_in_once_and_is_noted()
    {
        var user = await site.NewUserAsync("Ann");
        var code = await site.NewLoginCodeAsync(user);
        using Phone first = site.NewPhone(), second = site.NewPhone();
        first.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Old/4.0");
        using HttpResponseMessage taken = await first.PostAsync($"/l/{code}"), late = await second.PostAsync($"/l/{code}");
        Assert.Equal(HttpStatusCode.SeeOther, taken.StatusCode);
        Assert.Equal($"{user}", (await first.PageAsync("/me")).Body!.GetAttribute("data-user"));
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Empty(second.Cookies.GetAllCookies());
        Assert.Equal(HttpStatusCode.Gone, await second.StatusAsync($"/l/{code}"));
        Assert.Equal(1, await site.CountAsync("sessions WHERE user_id = $1 AND device = 'Old/4.0'", user));
        Assert.Equal(1, await site.CountAsync(
            "audit_log WHERE user_id = $1 AND action = 'login-code-used' AND details->>'device' = 'Old/4.0'", user));
        Assert.Equal(1, await site.CountAsync("login_codes c JOIN sessions s ON s.id = c.session_id WHERE s.user_id = $1 AND s.device = 'Old/4.0'", user));
    }

    [Fact]
    public async Task Of_ten_phones_at_once_one_gets_in()
    {
        var user = await site.NewUserAsync("Ann");
        var code = await site.NewLoginCodeAsync(user);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var phone = site.NewPhone();
            using var response = await phone.PostAsync($"/l/{code}");
            return response.StatusCode;
        }));
        Assert.Single(statuses, HttpStatusCode.SeeOther);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.Gone));
        Assert.Equal(1, await site.CountAsync("sessions WHERE user_id = $1", user));
    }

    [Fact]
    public async Task Signing_in_over_a_live_session_makes_a_new_token_and_ends_the_old_one()
    {
        long attacker = await site.NewUserAsync("Mallory"), victim = await site.NewUserAsync("Ann");
        using Phone phone = await site.PhoneOfAsync(attacker), planter = site.NewPhone();
        var planted = Token(phone);
        planter.Cookies.Add(site.Address, new Cookie("session", planted));
        Assert.Equal(HttpStatusCode.OK, await planter.StatusAsync("/me"));
        using var response = await phone.PostAsync($"/l/{await site.NewLoginCodeAsync(victim)}");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.NotEqual(planted, Token(phone));
        Assert.Equal($"{victim}", (await phone.PageAsync("/me")).Body!.GetAttribute("data-user"));
        Assert.Equal(0, await site.CountAsync("sessions WHERE token_hash = $1", Secret.Hash(planted)));
        await Eventually.TrueAsync(async () => await planter.StatusAsync("/me") == HttpStatusCode.Redirect,
            TimeSpan.FromSeconds(2), "the planted session must end");
    }

    [Fact]
    public async Task A_code_that_does_not_hold_leaves_the_session_alone()
    {
        using var phone = await site.PhoneOfAsync(await site.NewUserAsync("Ann"));
        var before = await site.StateAsync();
        using var response = await phone.PostAsync($"/l/{Secret.NewCode()}");
        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync("/me"));
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Unknown_used_over_and_orphaned_codes_answer_alike()
    {
        long user = await site.NewUserAsync("Ann"), deleted = await site.NewUserAsync("Gone");
        string used = await site.NewLoginCodeAsync(user), over = await site.NewLoginCodeAsync(user, "-1 minute"),
            orphaned = await site.NewLoginCodeAsync(deleted);
        await site.SqlAsync("UPDATE login_codes SET used_at = now() WHERE code_hash = $1", Secret.Hash(used));
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", deleted);
        using var phone = site.NewPhone();
        foreach (var isPost in new[] { false, true })
        {
            var unknown = await AnswerAsync(Secret.NewCode(), isPost);
            Assert.StartsWith("410 ", unknown, StringComparison.Ordinal);
            foreach (var code in new[] { used, over, orphaned, "abc", "%E2%9C%93" })
                Assert.Equal(unknown, await AnswerAsync(code, isPost));
        }

        async Task<string> AnswerAsync(string code, bool isPost)
        {
            using var response = isPost ? await phone.PostAsync($"/l/{code}") : await phone.GetAsync($"/l/{code}");
            Assert.False(response.Headers.Contains("Set-Cookie"));
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }
    }

    [Fact]
    public async Task A_session_row_holds_no_token_and_a_code_row_no_code()
    {
        var user = await site.NewUserAsync("Ann");
        var code = await site.NewLoginCodeAsync(user);
        using var phone = site.NewPhone();
        using var response = await phone.PostAsync($"/l/{code}");
        var dump = await site.SqlAsync<string>(
            "SELECT string_agg(r, ' ') FROM (SELECT s::text AS r FROM sessions s UNION ALL SELECT c::text FROM login_codes c UNION ALL SELECT a::text FROM audit_log a) rows");
        Assert.DoesNotContain(Token(phone), dump);
        Assert.DoesNotContain(code, dump);
    }

    private string Token(Phone phone) => phone.Cookies.GetCookies(site.Address)["session"]!.Value;
}
