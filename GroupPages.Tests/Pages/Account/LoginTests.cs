using System.Net;
using GroupPages.Access;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Account;

/// <summary>/login: by email and password.</summary>
public sealed class LoginTests(LoginTests.Site site) : IClassFixture<LoginTests.Site>
{
    public sealed class Site(SharedCluster shared) : MailSite(shared);

    [Fact]
    public async Task Signing_in_over_a_live_session_makes_a_new_token_and_ends_the_old_one()
    {
        var victim = await site.NewAccountAsync("victim@example.org");
        using Phone phone = await site.PhoneOfAsync(await site.NewUserAsync("Mallory")), planter = site.NewPhone();
        var planted = phone.Cookies.GetCookies(site.Address)["session"]!.Value;
        planter.Cookies.Add(site.Address, new Cookie("session", planted));
        Assert.Equal(HttpStatusCode.OK, await planter.StatusAsync("/me"));
        Assert.Equal(HttpStatusCode.SeeOther, await TryAsync(phone, "Victim@Example.org"));
        Assert.Equal($"{victim}", (await phone.PageAsync("/me")).Body!.GetAttribute("data-user"));
        Assert.Equal(0, await site.CountAsync("sessions WHERE token_hash = $1", Secret.Hash(planted)));
        await Eventually.TrueAsync(async () => await planter.StatusAsync("/me") == HttpStatusCode.Redirect,
            TimeSpan.FromSeconds(2), "the planted session must end");
        Assert.Equal(1, await site.CountAsync("audit_log WHERE user_id = $1 AND action = 'signed-in'", victim));
    }

    [Fact]
    public async Task Every_failure_gives_the_same_bytes_for_the_same_work()
    {
        await site.NewAccountAsync("real@example.org");
        await site.NewAccountAsync("passwordless@example.org", password: "");
        var gone = await site.NewAccountAsync("gone@example.org");
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", gone);
        await site.SqlAsync("INSERT INTO pending_emails (user_id, email) VALUES ($1, 'claimed@example.org')", await site.NewAccountAsync("claimant@example.org"));
        using var count = new QueryCount(site.Database);
        HashSet<(string, int)> answers = [];
        foreach (var name in new[] { "real", "passwordless", "gone", "claimed", "nobody" })
            answers.Add(await count.OfAsync(() => AnswerAsync($"{name}@example.org")));
        var (answer, queries) = Assert.Single(answers);
        Assert.StartsWith("2 422\n", answer, StringComparison.Ordinal);
        Assert.Equal(1, queries);
    }

    [Fact]
    public async Task Ten_tries_a_minute_on_one_device_then_it_must_wait_and_others_need_not()
    {
        await site.NewAccountAsync("tried@example.org");
        using Phone attacker = site.NewPhone(), owner = site.NewPhone();
        // The attacker has not even looked at the page: the first answer brings the cookie that the others are counted by.
        await owner.PageAsync("/login");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 11; i++)
            statuses.Add(await TryAsync(attacker, "tried@example.org", $"wrong guess {i}"));
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.UnprocessableEntity, 10).Append(HttpStatusCode.TooManyRequests), statuses);
        using var refused = await attacker.PostAsync("/login", ("email", "tried@example.org"), ("password", MailSite.Password));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("Too many tries", (await Phone.HtmlAsync(refused)).QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal(HttpStatusCode.SeeOther, await TryAsync(owner, "tried@example.org"));
    }

    [Fact]
    public async Task A_script_that_forgets_its_cookies_is_stopped_and_the_owner_gets_in_where_they_were_before()
    {
        foreach (var email in new[] { "stormed@example.org", "nobody-there@example.org" })
        {
            if (email[0] == 's')
                await site.NewAccountAsync(email);
            using Phone owner = site.NewPhone(), script = site.NewPhone();
            await owner.PageAsync("/login");
            if (email[0] == 's')
            {
                Assert.Equal(HttpStatusCode.SeeOther, await TryAsync(owner, email));
                using var out_ = await owner.PostAsync("/logout");
            }
            var last = HttpStatusCode.OK;
            for (var i = 0; i < 70 && last != HttpStatusCode.TooManyRequests; i++)
            {
                script.Cookies.Add(site.Address, new Cookie("device", Secret.NewToken()));
                last = await TryAsync(script, email, $"wrong guess {i}");
            }
            Assert.Equal(HttpStatusCode.TooManyRequests, last);
            if (email[0] == 's')
                Assert.Equal(HttpStatusCode.SeeOther, await TryAsync(owner, email));
        }
    }

    [Fact]
    public async Task Bad_fields_are_told_and_the_page_leads_to_every_other_way()
    {
        using var phone = site.NewPhone();
        using var response = await phone.PostAsync("/login", ("email", "nobody"), ("password", ""));
        var page = await Phone.HtmlAsync(response);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("nobody", page.QuerySelector("#email")!.GetAttribute("value"));
        Assert.NotNull(page.QuerySelector("#email-error"));
        Assert.NotNull(page.QuerySelector("#password-error"));
        Assert.Equal(["/login/link", "/reset", "/", "/signup"], page.QuerySelectorAll("nav a").Select(link => link.GetAttribute("href")!));
        Assert.Equal("/login", (await phone.PageAsync("/")).QuerySelector("main a[href='/login']")!.GetAttribute("href"));
    }

    private static async Task<HttpStatusCode> TryAsync(Phone phone, string email, string password = MailSite.Password)
    {
        using var response = await phone.PostAsync("/login", ("email", email), ("password", password));
        return response.StatusCode;
    }

    private async Task<string> AnswerAsync(string email)
    {
        using var phone = site.NewPhone();
        var before = site.Passwords.Done;
        using var response = await phone.PostAsync("/login", ("email", email), ("password", "not the password"));
        response.Headers.Remove("Set-Cookie");
        return $"{site.Passwords.Done - before} {await Answers.BytesAsync(response)}".Replace(email, "", StringComparison.Ordinal);
    }
}
