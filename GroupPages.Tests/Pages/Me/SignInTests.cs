using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Me;

/// <summary>/me/sign-in: an email and a password for an account that has none, and how they are changed.</summary>
public sealed class SignInTests(SignInTests.Site site) : IClassFixture<SignInTests.Site>
{
    public sealed class Site(SharedCluster shared) : MailSite(shared);

    [Fact]
    public async Task Who_joined_by_a_code_adds_an_email_and_comes_back_by_it_on_a_new_phone()
    {
        var group = await site.NewGroupAsync();
        using Phone phone = await group.JoinAsync("Ruth"), fresh = site.NewPhone();
        using var added = await phone.PostAsync("/me/sign-in?handler=Email", ("email", "ruth@example.org"));
        Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        // Not confirmed: it signs nobody in.
        using var early = await fresh.PostAsync("/login/link", ("email", "ruth@example.org"));
        var confirm = await site.LinkAsync("ruth@example.org");
        using var confirmed = await phone.PostAsync(confirm);
        Assert.Equal("Your address is confirmed.", (await phone.PageAsync(confirmed.Headers.Location!.OriginalString)).QuerySelector("[role=status]")!.TextContent);
        using var asked = await fresh.PostAsync("/login/link", ("email", "ruth@example.org"));
        var mails = await site.Inbox.ToAsync("ruth@example.org", 2);
        Assert.Equal(["Confirm your email address", "Your link to sign in"], mails.Select(mail => mail.Subject));
        using var signedIn = await fresh.PostAsync(MailSite.LinkIn(mails[1]));
        Assert.Equal(HttpStatusCode.OK, await fresh.StatusAsync($"{group.Path}/chat"));
        Assert.Equal($"{phone.UserId}", (await fresh.PageAsync("/me")).Body!.GetAttribute("data-user"));
    }

    [Fact]
    public async Task With_a_password_every_change_asks_for_it_and_other_phones_are_signed_out()
    {
        var user = await site.NewAccountAsync("change@example.org");
        using Phone phone = await site.PhoneOfAsync(user), other = await site.PhoneOfAsync(user);
        foreach (var (handler, field, value) in new[] { ("Email", "email", "next@example.org"), ("Password", "password", "a whole new secret"), ("Remove", "x", "y") })
        {
            foreach (var current in new[] { "", "not this one" })
            {
                using var refused = await phone.PostAsync($"/me/sign-in?handler={handler}", (field, value), ("current", current));
                Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
                Assert.NotNull((await Phone.HtmlAsync(refused)).QuerySelector($"#{handler.ToLowerInvariant()}-current-error"));
            }
        }
        Assert.Equal(0, await site.CountAsync("pending_emails WHERE user_id = $1", user));
        var code = await site.NewLoginCodeAsync(user);
        using var changed = await phone.PostAsync("/me/sign-in?handler=Password", ("password", "a whole new secret"), ("current", MailSite.Password));
        Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync("/me"));
        await Eventually.TrueAsync(async () => await other.StatusAsync("/me") == HttpStatusCode.Redirect, TimeSpan.FromSeconds(2), "the other phone must be out");
        using (var back = await other.PostAsync($"/l/{code}"))
            Assert.Equal(HttpStatusCode.Gone, back.StatusCode);
        using var removed = await phone.PostAsync("/me/sign-in?handler=Remove", ("current", "a whole new secret"));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND password_hash IS NULL", user));
        Assert.Equal(2, (await site.Inbox.ToAsync("change@example.org", 2)).Count(mail => mail.Subject == "Your password was changed"));
        Assert.Equal("password-set,password-removed", await site.SqlAsync<string>("SELECT string_agg(action, ',' ORDER BY id) FROM audit_log WHERE user_id = $1", user));
    }

    [Fact]
    public async Task A_new_address_counts_once_confirmed_and_the_old_one_is_told()
    {
        var user = await site.NewAccountAsync("old@example.org");
        using var phone = await site.PhoneOfAsync(user);
        using var claimed = await phone.PostAsync("/me/sign-in?handler=Email", ("email", "new@example.org"), ("current", MailSite.Password));
        Assert.Equal("old@example.org", await site.SqlAsync<string>("SELECT email FROM users WHERE id = $1", user));
        using var again = await phone.PostAsync("/me/sign-in?handler=Mail");
        var links = (await site.Inbox.ToAsync("new@example.org", 2)).Select(MailSite.LinkIn).ToList();
        using HttpResponseMessage confirmed = await phone.PostAsync(links[1]), late = await phone.PostAsync(links[0]);
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Gone), (confirmed.StatusCode, late.StatusCode));
        Assert.Equal("new@example.org", await site.SqlAsync<string>("SELECT email FROM users WHERE id = $1", user));
        Assert.Equal("Your email address was changed", Assert.Single(await site.Inbox.ToAsync("old@example.org")).Subject);
    }

    [Fact]
    public async Task The_address_can_be_taken_away_with_the_password_and_its_mailbox_is_told()
    {
        var user = await site.NewAccountAsync("gone@example.org");
        using Phone phone = await site.PhoneOfAsync(user), other = await site.PhoneOfAsync(user);
        Assert.Contains("your password goes, too", (await phone.PageAsync("/me/sign-in")).Body!.TextContent);
        foreach (var current in new[] { "", "not this one" })
        {
            using var refused = await phone.PostAsync("/me/sign-in?handler=RemoveEmail", ("current", current));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.NotNull((await Phone.HtmlAsync(refused)).QuerySelector("#removeemail-current-error"));
        }
        using var link = await phone.PostAsync("/reset", ("email", "gone@example.org"));
        var reset = await site.LinkAsync("gone@example.org");
        using var removed = await phone.PostAsync("/me/sign-in?handler=RemoveEmail", ("current", MailSite.Password));
        Assert.Equal((HttpStatusCode.SeeOther, "/me/sign-in?done=email-removed"), (removed.StatusCode, removed.Headers.Location!.OriginalString));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND email IS NULL AND email_verified_at IS NULL AND password_hash IS NULL", user));
        Assert.Equal("Your email address was changed", (await site.Inbox.ToAsync("gone@example.org", 2))[1].Subject);
        using var late = await phone.PostAsync(reset, ("password", "a whole new secret"));
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        // The other phone is a way back, and stays signed in.
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/me"));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE user_id = $1 AND action = 'email-removed'", user));
        using var twice = await phone.PostAsync("/me/sign-in?handler=RemoveEmail");
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
    }

    [Fact]
    public async Task A_site_admin_keeps_an_address_since_nobody_could_let_them_in_again()
    {
        var user = await site.NewAccountAsync("admin@example.org");
        await site.SqlAsync("UPDATE users SET is_site_admin = true WHERE id = $1", user);
        using var phone = await site.PhoneOfAsync(user);
        using var refused = await phone.PostAsync("/me/sign-in?handler=RemoveEmail", ("current", MailSite.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("site admin", (await Phone.HtmlAsync(refused)).QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND email IS NOT NULL", user));
    }

    [Fact]
    public async Task An_address_that_somebody_confirmed_meanwhile_stays_theirs()
    {
        using var phone = await site.PhoneOfAsync(await site.NewUserAsync("Late"));
        using var claimed = await phone.PostAsync("/me/sign-in?handler=Email", ("email", "first@example.org"));
        var link = await site.LinkAsync("first@example.org");
        var holder = await site.NewAccountAsync("First@example.org");
        using var late = await phone.PostAsync(link);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Equal(holder, await site.SqlAsync<long>("SELECT id FROM users WHERE lower(email) = 'first@example.org'"));
    }
}
