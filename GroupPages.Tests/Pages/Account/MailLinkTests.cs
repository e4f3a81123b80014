using System.Net;
using GroupPages.Access;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Account;

/// <summary>/login/link and /reset: links by mail, each of which works once.</summary>
public sealed class MailLinkTests(MailLinkTests.Site site) : IClassFixture<MailLinkTests.Site>
{
    public sealed class Site(SharedCluster shared) : MailSite(shared);

    [Fact]
    public async Task A_link_by_mail_signs_in_once_and_looking_at_it_uses_nothing_up()
    {
        var user = await site.NewAccountAsync("link@example.org", password: "");
        using Phone asking = site.NewPhone(), phone = site.NewPhone();
        using var asked = await asking.PostAsync("/login/link", ("email", "LINK@example.org"));
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        var mail = Assert.Single(await site.Inbox.ToAsync("link@example.org"));
        var link = MailSite.LinkIn(mail);
        Assert.StartsWith("Hello Ann,", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains($"href=\"https://pages.example.org{link}\"", mail.HtmlBody);
        Assert.True(link.Split('/')[^1].Length >= 26);
        for (var i = 0; i < 3; i++)
            Assert.Equal("Sign in as Ann?", (await phone.PageAsync(link)).QuerySelector("h1")!.TextContent);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var one = site.NewPhone();
            using var response = await one.PostAsync(link);
            return response.StatusCode;
        }));
        Assert.Single(statuses, HttpStatusCode.SeeOther);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.Gone));
        Assert.Equal(1, await site.CountAsync("sessions WHERE user_id = $1", user));
        var dump = await site.SqlAsync<string>("SELECT string_agg(r, ' ') FROM (SELECT l::text AS r FROM mail_links l UNION ALL SELECT m::text FROM mails m UNION ALL SELECT a::text FROM audit_log a) rows");
        Assert.DoesNotContain(link.Split('/')[^1], dump);
    }

    [Theory]
    [InlineData("/login/link")]
    [InlineData("/reset")]
    public async Task Asking_for_a_link_is_the_same_whoever_is_asked_for(string path)
    {
        var name = path.Trim('/').Replace('/', '-');
        await site.NewAccountAsync($"there-{name}@example.org");
        using var count = new QueryCount(site.Database);
        using var phone = site.NewPhone();
        HashSet<(string, int)> answers = [];
        foreach (var who in new[] { "nobody", "there" })
        {
            answers.Add(await count.OfAsync(async () =>
            {
                using var response = await phone.PostAsync(path, ("email", $"{who}-{name}@example.org"), ("password", "x"));
                return await Answers.BytesAsync(response);
            }));
        }
        Assert.Equal(1, Assert.Single(answers).Item2);
        await site.Inbox.ToAsync($"there-{name}@example.org");
        await Eventually.TrueAsync(async () => await site.CountAsync("mails") == 0, TimeSpan.FromSeconds(5), "the others must be dropped");
        Assert.Empty(site.Inbox.To($"nobody-{name}@example.org"));
        using var bad = await phone.PostAsync(path, ("email", "a b@example.org"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Equal("a b@example.org", (await Phone.HtmlAsync(bad)).QuerySelector("#email")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_forged_host_is_not_where_the_link_leads_and_a_mailbox_is_not_flooded()
    {
        await site.NewAccountAsync("flooded@example.org");
        using var phone = site.NewPhone();
        for (var i = 0; i < 7; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/reset") { Content = new FormUrlEncodedContent([KeyValuePair.Create("email", "flooded@example.org")]) };
            request.Headers.Host = "evil.example";
            request.Headers.Add("X-Forwarded-Host", "evil.example");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            using var response = await phone.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        }
        await Eventually.TrueAsync(async () => await site.CountAsync("mails") == 0, TimeSpan.FromSeconds(5), "all must be worked off");
        var mails = site.Inbox.To("flooded@example.org");
        Assert.Equal(5, mails.Count);
        Assert.All(mails, mail => Assert.DoesNotContain("evil", mail.TextBody + mail.HtmlBody));
    }

    [Fact]
    public async Task A_new_password_by_mail_signs_everybody_else_out_and_the_mailbox_is_told()
    {
        var user = await site.NewAccountAsync("forgot@example.org");
        using Phone thief = await site.PhoneOfAsync(user), owner = site.NewPhone(), other = site.NewPhone();
        Assert.Equal(HttpStatusCode.OK, await thief.StatusAsync("/me"));
        // The thief's other ways in.
        var code = await site.NewLoginCodeAsync(user);
        await site.SqlAsync("INSERT INTO pending_emails (user_id, email) VALUES ($1, 'thief@example.org')", user);
        using var asked = await owner.PostAsync("/reset", ("email", "forgot@example.org"));
        var link = await site.LinkAsync("forgot@example.org");
        Assert.Contains("Ann", (await owner.PageAsync(link)).QuerySelector("h1")!.TextContent);
        using var weak = await owner.PostAsync(link, ("password", "12345678"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        using var done = await owner.PostAsync(link, ("password", "a whole new secret"));
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        Assert.Equal($"{user}", (await owner.PageAsync("/me")).Body!.GetAttribute("data-user"));
        await Eventually.TrueAsync(async () => await thief.StatusAsync("/me") == HttpStatusCode.Redirect, TimeSpan.FromSeconds(2), "the thief must be out");
        using (var byCode = await thief.PostAsync($"/l/{code}"))
            Assert.Equal(HttpStatusCode.Gone, byCode.StatusCode);
        Assert.Equal(0, await site.CountAsync("pending_emails WHERE user_id = $1", user));
        using HttpResponseMessage again = await other.PostAsync(link, ("password", "yet another secret")),
            old = await other.PostAsync("/login", ("email", "forgot@example.org"), ("password", MailSite.Password)),
            fresh = await other.PostAsync("/login", ("email", "forgot@example.org"), ("password", "a whole new secret"));
        Assert.Equal([HttpStatusCode.Gone, HttpStatusCode.UnprocessableEntity, HttpStatusCode.SeeOther], [again.StatusCode, old.StatusCode, fresh.StatusCode]);
        Assert.Equal("Your password was changed", (await site.Inbox.ToAsync("forgot@example.org", 2))[1].Subject);
    }

    [Fact]
    public async Task Of_two_new_passwords_at_once_by_one_link_one_stands()
    {
        var user = await site.NewAccountAsync("race@example.org");
        var token = await site.NewMailLinkAsync(user, "reset");
        await site.SqlAsync("UPDATE users SET email = 'user' || id || '@example.org' WHERE id = $1", user);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            using var phone = site.NewPhone();
            using var response = await phone.PostAsync($"/reset/{token}", ("password", $"a whole new secret {n}"));
            return response.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.SeeOther);
        Assert.Equal(1, await site.CountAsync("audit_log WHERE user_id = $1 AND action = 'password-reset'", user));
        Assert.Equal(1, await site.CountAsync("sessions WHERE user_id = $1", user));
    }

    [Fact]
    public async Task Links_that_do_not_hold_answer_alike_and_leave_the_session_alone()
    {
        var user = await site.NewAccountAsync("alike@example.org");
        using var phone = await site.PhoneOfAsync(user);
        foreach (var path in new[] { "/login/link", "/reset", "/confirm" })
        {
            var kind = AccountRows.KindOf(path);
            string used = await site.NewMailLinkAsync(user, kind), over = await site.NewMailLinkAsync(user, kind), wrongKind = await site.NewMailLinkAsync(user, kind == "reset" ? "sign-in" : "reset");
            await site.SqlAsync("UPDATE mail_links SET used_at = now() WHERE token_hash = $1", Secret.Hash(used));
            await site.SqlAsync("UPDATE mail_links SET created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' WHERE token_hash = $1", Secret.Hash(over));
            foreach (var isPost in new[] { false, true })
            {
                HashSet<string> answers = [];
                foreach (var token in new[] { Secret.NewCode(), used, over, wrongKind, "abc", "%E2%9C%93" })
                {
                    using var response = isPost ? await phone.PostAsync($"{path}/{token}", ("password", MailSite.Password)) : await phone.GetAsync($"{path}/{token}");
                    response.Headers.Remove("Set-Cookie");
                    answers.Add(await Answers.BytesAsync(response));
                }
                var answer = Assert.Single(answers);
                Assert.StartsWith("410\n", answer, StringComparison.Ordinal);
                // A new one is to be had on the spot, by whoever knows the address.
                Assert.Equal(path != "/confirm", answer.Contains($"<form method=\"post\" action=\"{path}\"", StringComparison.Ordinal));
                Assert.DoesNotContain("alike@example.org", answer);
            }
        }
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync("/me"));
    }
}
