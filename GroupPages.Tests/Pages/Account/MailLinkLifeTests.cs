using System.Net;
using GroupPages.Tests.Support;
using GroupPages.Work;
using GroupPages.Work.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Pages.Account;

/// <summary>What time does to links and mails; on a site of its own, whose date is moved.</summary>
public sealed class MailLinkLifeTests(MailLinkLifeTests.Site site) : IClassFixture<MailLinkLifeTests.Site>
{
    public sealed class Site(SharedCluster shared) : MailSite(shared);

    [Fact]
    public async Task A_link_works_for_an_hour_from_the_moment_it_was_sent()
    {
        await site.NewAccountAsync("hour@example.org");
        using var phone = site.NewPhone();
        using var asked = await phone.PostAsync("/login/link", ("email", "hour@example.org"));
        var link = await site.LinkAsync("hour@example.org");
        site.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync(link));
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Gone, await phone.StatusAsync(link));
        using var late = await phone.PostAsync(link);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
    }

    [Fact]
    public async Task A_mail_that_the_server_does_not_take_now_goes_later_and_one_that_it_never_takes_is_given_up()
    {
        await site.NewAccountAsync("later@example.org");
        await site.NewAccountAsync("never@example.org");
        site.Inbox.Refusal = to => to.Contains("later", StringComparison.Ordinal) ? "451 later" : to.Contains("never", StringComparison.Ordinal) ? "550 no such mailbox" : null;
        using var phone = site.NewPhone();
        using var one = await phone.PostAsync("/login/link", ("email", "never@example.org"));
        using var two = await phone.PostAsync("/login/link", ("email", "later@example.org"));
        await Eventually.TrueAsync(async () => await site.CountAsync("mails WHERE attempts = 1 AND fault IS NOT NULL") == 2, TimeSpan.FromSeconds(15), "both must have been tried");
        Assert.Equal("never@example.org", await site.SqlAsync<string>("SELECT string_agg(email, ',') FROM mails WHERE gave_up_at IS NOT NULL"));
        site.Inbox.Refusal = _ => null;
        site.Clock.Advance(TimeSpan.FromSeconds(20));
        site.App.Services.GetRequiredService<JobSignal>().Wake();
        var link = await site.LinkAsync("later@example.org");
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync(link));
        Assert.Empty(site.Inbox.To("never@example.org"));
    }

    [Fact]
    public async Task A_mail_that_a_crash_left_behind_is_sent_after_all_and_two_senders_never_take_the_same()
    {
        await site.NewAccountAsync("crash@example.org");
        await site.SqlAsync("INSERT INTO mails (kind, email, created_at, next_try_at) SELECT 'sign-in', 'crash@example.org', $1, $1 FROM generate_series(1, 2)", site.Clock.GetUtcNow().AddDays(1));
        site.Clock.Advance(TimeSpan.FromDays(1.1));
        var outbox = site.App.Services.GetRequiredService<Outbox>();
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => outbox.TakeAsync(CancellationToken.None)));
        Assert.Equal(taken.Count(mail => mail is not null), taken.Where(mail => mail is not null).Select(mail => mail!.Id).Distinct().Count());
        site.Clock.Advance(TimeSpan.FromMinutes(3));
        site.App.Services.GetRequiredService<JobSignal>().Wake();
        Assert.Equal(2, (await site.Inbox.ToAsync("crash@example.org", 2)).Count);
    }

    [Fact]
    public async Task Who_has_no_password_changes_nothing_on_an_old_session_before_a_fresh_link()
    {
        var user = await site.NewAccountAsync("stale@example.org", password: "");
        using var phone = await site.PhoneOfAsync(user);
        await site.SqlAsync("UPDATE sessions SET created_at = now() - interval '30 days' WHERE user_id = $1", user);
        using var refused = await phone.PostAsync("/me/sign-in?handler=Password", ("password", "a whole new secret"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Mail me a link", (await phone.PageAsync("/me/sign-in")).QuerySelector("main")!.TextContent);
        using var asked = await phone.PostAsync("/me/sign-in?handler=Mail");
        using var proved = await phone.PostAsync(await site.LinkAsync("stale@example.org"));
        Assert.Equal("/me/sign-in", proved.Headers.Location!.OriginalString);
        using var done = await phone.PostAsync("/me/sign-in?handler=Password", ("password", "a whole new secret"));
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND password_hash IS NOT NULL", user));
    }
}
