using System.Net;
using GroupPages.Pages.Admin.Ops;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Admin.Ops;

/// <summary>Mails that were given up: a site admin sees which and why, and has them tried again.</summary>
public sealed class LostMailsTests(LostMailsTests.Site site) : IClassFixture<LostMailsTests.Site>
{
    public sealed class Site(SharedCluster shared) : MailSite(shared);

    [Fact]
    public async Task They_are_listed_with_their_reasons_and_without_addresses_and_arrive_when_tried_again()
    {
        using var ada = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        Assert.Null((await ada.PageAsync("/admin/ops/jobs")).GetElementById("lost-mails"));
        foreach (var name in new[] { "ruth", "ömer", "tom" })
            await site.NewAccountAsync($"{name}@example.org");
        site.Inbox.Refusal = to => $"550 <{to}>: no such mailbox";
        foreach (var name in new[] { "ruth", "ömer", "tom" })
        {
            using var phone = site.NewPhone();
            using var asked = await phone.PostAsync("/login/link", ("email", $"{name}@example.org"));
        }
        await Eventually.TrueAsync(async () => await site.CountAsync("mails WHERE gave_up_at IS NOT NULL") == 3, TimeSpan.FromSeconds(15), "all must have been given up");
        var page = await ada.PageAsync("/admin/ops/jobs");
        var section = page.GetElementById("lost-mails")!.ParentElement!;
        Assert.Equal("Mails given up: 3", page.GetElementById("lost-mails")!.TextContent);
        Assert.Equal(3, section.QuerySelectorAll("li").Length);
        foreach (var said in new[] { "Sign-in link", "r…@example.org", "ö…@example.org", "no such mailbox", "1 try" })
            Assert.Contains(said, section.TextContent);
        Assert.DoesNotContain("ruth@", page.DocumentElement.OuterHtml);

        site.Inbox.Refusal = _ => null;
        var ruth = await site.SqlAsync<long>("SELECT id FROM mails WHERE email = 'ruth@example.org'");
        using var one = await AgainAsync(ada, $"{ruth}");
        Assert.Equal("/admin/ops/jobs?done=mails", one.Headers.Location!.OriginalString);
        using var visitor = site.NewPhone();
        Assert.Equal(HttpStatusCode.OK, await visitor.StatusAsync(await site.LinkAsync("ruth@example.org")));
        using var twice = await AgainAsync(ada, $"{ruth}");
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        Assert.Contains("Mails given up: 2", (await Phone.HtmlAsync(twice)).Body!.TextContent);

        using var all = await AgainAsync(ada, "all");
        Assert.Equal(HttpStatusCode.SeeOther, all.StatusCode);
        foreach (var name in new[] { "ömer", "tom" })
            Assert.Single(await site.Inbox.ToAsync($"{name}@example.org", 1));
        using var none = await AgainAsync(ada, "all");
        Assert.Equal(HttpStatusCode.Conflict, none.StatusCode);
        foreach (var bad in new[] { "", "x", "-1", "99999999999999999999" })
        {
            using var refused = await AgainAsync(ada, bad);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
        Assert.Equal("1,2", await site.SqlAsync<string>("SELECT string_agg(details ->> 'mails', ',' ORDER BY id) FROM audit_log WHERE action = 'mails-retried'"));
    }

    [Fact]
    public async Task What_a_job_failed_of_shows_no_address_either()
    {
        using var ada = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        var job = await site.NewJobAsync("told-of-a-mail");
        await site.SqlAsync("UPDATE jobs SET last_error = 'RCPT TO:<esra@example.org>: no such mailbox', attempts = 1, run_at = now() + interval '1 hour' WHERE id = $1", job);
        var page = await ada.PageAsync("/admin/ops/jobs");
        Assert.Contains("RCPT TO:<e…@example.org>: no such mailbox", page.Body!.TextContent);
        Assert.DoesNotContain("esra@", page.DocumentElement.OuterHtml);
    }

    [Theory]
    [InlineData("ruth@example.org", "r…@example.org")]
    [InlineData("550 5.1.1 <ruth.moore+x@example.org>: no, nor o'neill@b.example", "550 5.1.1 <r…@example.org>: no, nor o'n…@b.example")]
    [InlineData("𝒜nn@example.org", "𝒜…@example.org")]
    [InlineData("No connection could be made @ 10:20", "No connection could be made @ 10:20")]
    [InlineData("", "")]
    public void Addresses_are_masked_wherever_they_stand(string text, string masked) => Assert.Equal(masked, LostMailsQuery.Mask(text));

    private static Task<HttpResponseMessage> AgainAsync(Phone phone, string mail) => phone.PostAsync("/admin/ops/jobs?handler=mail", ("mail", mail));
}
