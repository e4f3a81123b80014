using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Account;

/// <summary>/signup and /confirm: an account for those who want one, and nothing that tells who has one.</summary>
public sealed class SignupTests(SignupTests.Site site) : IClassFixture<SignupTests.Site>
{
    public sealed class Site(SharedCluster shared) : MailSite(shared);

    [Fact]
    public async Task Who_signs_up_is_in_and_owns_the_address_once_the_mail_was_answered()
    {
        using Phone phone = site.NewPhone(), scanner = site.NewPhone();
        using var response = await SignUpAsync(phone, "Bea@example.org");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var page = await phone.PageAsync("/me/sign-in");
        Assert.Contains("waits for you", page.QuerySelector("main")!.TextContent);
        var mail = Assert.Single(await site.Inbox.ToAsync("Bea@example.org"));
        Assert.Equal("Confirm your email address", mail.Subject);
        Assert.Equal("Pages", mail.From.Mailboxes.Single().Name);
        var link = MailSite.LinkIn(mail);
        Assert.Contains("https://pages.example.org" + link, mail.HtmlBody);
        Assert.DoesNotContain("Bea", mail.TextBody);
        // A scanner that opens every link changes nothing, and the mailbox may be open on another phone.
        var before = await site.StateAsync();
        Assert.Contains("Bea@example.org", (await scanner.PageAsync(link)).Body!.TextContent);
        Assert.Equal(before, await site.StateAsync());
        using HttpResponseMessage confirmed = await scanner.PostAsync(link), again = await scanner.PostAsync(link);
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Gone), (confirmed.StatusCode, again.StatusCode));
        Assert.Equal(HttpStatusCode.Redirect, await scanner.StatusAsync("/me"));
        Assert.Equal(1, await site.CountAsync("users WHERE email = 'Bea@example.org' AND email_verified_at IS NOT NULL AND first_name = 'Bea'"));
        Assert.Equal(0, await site.CountAsync("pending_emails WHERE email = 'Bea@example.org'"));
    }

    [Fact]
    public async Task Nothing_in_the_answer_tells_whether_an_address_has_an_account_only_its_mailbox_learns_it()
    {
        var holder = await site.NewAccountAsync("holder@example.org");
        using var count = new QueryCount(site.Database);
        using Phone first = site.NewPhone(), second = site.NewPhone();
        var free = await count.OfAsync(() => AnswerAsync(first, "free@example.org"));
        var taken = await count.OfAsync(() => AnswerAsync(second, "HOLDER@example.org"));
        Assert.Equal(free, taken);
        var shown = await ShownAsync(first, "free@example.org");
        Assert.Equal(shown, await ShownAsync(second, "HOLDER@example.org"));
        // Signing in with what was just chosen works for either, until somebody else confirms the address.
        Assert.Equal(await SignInAsync("free@example.org"), await SignInAsync("HOLDER@example.org"));
        var mail = Assert.Single(await site.Inbox.ToAsync("holder@example.org"));
        Assert.Equal("You have an account already", mail.Subject);
        using var phone = site.NewPhone();
        using var response = await phone.PostAsync(MailSite.LinkIn(mail));
        Assert.Equal($"{holder}", (await phone.PageAsync("/me")).Body!.GetAttribute("data-user"));
        Assert.Equal("Ann", await site.SqlAsync<string>("SELECT first_name FROM users WHERE email = 'holder@example.org'"));
    }

    [Fact]
    public async Task Of_two_who_claim_an_address_the_one_with_the_mailbox_gets_it()
    {
        using Phone squatter = site.NewPhone(), owner = site.NewPhone();
        using var one = await SignUpAsync(squatter, "wanted@example.org", "Mallory");
        using var two = await SignUpAsync(owner, "wanted@example.org", "Olive");
        var mails = await site.Inbox.ToAsync("wanted@example.org", 2);
        var links = mails.Select(MailSite.LinkIn).ToList();
        Assert.Equal(2, links.Distinct().Count());
        var mine = await LinkOfAsync(links, "Olive");
        using var confirmed = await owner.PostAsync(mine);
        Assert.Equal("Olive", await site.SqlAsync<string>("SELECT first_name FROM users WHERE email = 'wanted@example.org'"));
        using var late = await squatter.PostAsync(links.Single(link => link != mine));
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Equal("Olive", await site.SqlAsync<string>("SELECT first_name FROM users WHERE email = 'wanted@example.org'"));
    }

    [Fact]
    public async Task A_link_goes_to_an_address_that_waits_and_using_it_confirms_the_address()
    {
        using Phone phone = site.NewPhone(), laptop = site.NewPhone();
        using var signed = await SignUpAsync(phone, "waits@example.org");
        using var left = await phone.PostAsync("/logout");
        Assert.Equal("/", await UseAsync(phone, "/login/link", "waits@example.org"));
        Assert.Equal(1, await site.CountAsync("users WHERE email = 'waits@example.org' AND email_verified_at IS NOT NULL"));
        // The browser it was made with: what they know still holds.
        Assert.Equal("SeeOther /", await SignInAsync("waits@example.org"));

        // Written down at the desk, or by the command line: whose mailbox it is, that is who was meant.
        var una = await site.NewUserAsync("Una");
        await site.SqlAsync("UPDATE users SET email = 'una@example.org' WHERE id = $1", una);
        Assert.Equal("/me/sign-in?done=password", await UseAsync(laptop, "/reset", "UNA@example.org", ("password", MailSite.Password)));
        Assert.Equal($"{una}", (await laptop.PageAsync("/me")).Body!.GetAttribute("data-user"));
    }

    [Fact]
    public async Task Who_made_an_account_with_anothers_address_is_out_once_its_owner_comes_in_by_a_link()
    {
        using Phone mallory = site.NewPhone(), olive = site.NewPhone();
        using var planted = await SignUpAsync(mallory, "planted@example.org", "Olive");
        Assert.Equal("/", await UseAsync(olive, "/login/link", "planted@example.org"));
        await Eventually.TrueAsync(async () => await mallory.StatusAsync("/me") == HttpStatusCode.Redirect, TimeSpan.FromSeconds(2), "who made it must be out");
        Assert.Equal("UnprocessableEntity ", await SignInAsync("planted@example.org"));
    }

    [Fact]
    public async Task A_new_address_that_waits_opens_no_account_that_has_one()
    {
        var user = await site.NewAccountAsync("old@example.org");
        await site.SqlAsync("INSERT INTO pending_emails (user_id, email) VALUES ($1, 'mistyped@example.org')", user);
        using var phone = site.NewPhone();
        using var asked = await phone.PostAsync("/login/link", ("email", "mistyped@example.org"));
        await Eventually.TrueAsync(async () => await site.CountAsync("mails") == 0, TimeSpan.FromSeconds(5), "it must be worked off");
        Assert.Empty(site.Inbox.To("mistyped@example.org"));
    }

    [Fact]
    public async Task What_cannot_stand_is_told_next_to_each_field_and_a_password_is_never_sent_back()
    {
        using var phone = site.NewPhone();
        var before = await site.StateAsync();
        using var response = await phone.PostAsync("/signup", ("firstName", " "), ("lastName", "Rivera"), ("email", "ann@"), ("password", "Password123"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.Contains("first name", page.QuerySelector("#firstName-error")!.TextContent);
        Assert.Contains("email address", page.QuerySelector("#email-error")!.TextContent);
        Assert.Contains("tried first", page.QuerySelector("#password-error")!.TextContent);
        Assert.Equal(("Rivera", "ann@"), (page.QuerySelector("#lastName")!.GetAttribute("value"), page.QuerySelector("#email")!.GetAttribute("value")));
        Assert.DoesNotContain("Password123", page.DocumentElement.OuterHtml);
        foreach (var (password, words) in new[] { ("short", "at least 8"), (new string('x', 129), "at most 128"), ("", "choose a password") })
        {
            using var refused = await phone.PostAsync("/signup", ("firstName", "Ann"), ("email", "ann@example.org"), ("password", password));
            Assert.Contains(words, (await Phone.HtmlAsync(refused)).QuerySelector("#password-error")!.TextContent);
        }
        Assert.Equal(before, await site.StateAsync());
    }

    private async Task<string> LinkOfAsync(IEnumerable<string> links, string firstName)
    {
        using var phone = site.NewPhone();
        foreach (var link in links)
        {
            if ((await phone.PageAsync(link)).Body!.TextContent.Contains(firstName))
                return link;
        }
        throw new InvalidOperationException("No such link");
    }

    /// <summary>Asks for a link, uses it on the same browser, and tells where that leads.</summary>
    private async Task<string> UseAsync(Phone phone, string path, string email, params (string, string)[] fields)
    {
        using var asked = await phone.PostAsync(path, ("email", email));
        string? link = null;
        await Eventually.TrueAsync(() => (link = site.Inbox.To(email.ToLowerInvariant()).Select(MailSite.LinkIn).FirstOrDefault(found => found.StartsWith($"{path}/", StringComparison.Ordinal))) is not null,
            TimeSpan.FromSeconds(15), "the mail must come");
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync(link!));
        using var used = await phone.PostAsync(link!, fields);
        Assert.Equal(HttpStatusCode.SeeOther, used.StatusCode);
        return used.Headers.Location!.OriginalString;
    }

    private static Task<HttpResponseMessage> SignUpAsync(Phone phone, string email, string firstName = "Bea") => phone.PostAsync("/signup",
        ("firstName", firstName), ("lastName", ""), ("email", email), ("password", MailSite.Password));

    /// <summary>The answer without what is random in it, and how much hashing it took.</summary>
    private async Task<string> AnswerAsync(Phone phone, string email)
    {
        var before = site.Passwords.Done;
        using var response = await SignUpAsync(phone, email);
        var work = site.Passwords.Done - before;
        response.Headers.Remove("Set-Cookie");
        return $"{work} {await Answers.BytesAsync(response)}";
    }

    private static async Task<string> ShownAsync(Phone phone, string email) =>
        (await phone.PageAsync("/me/sign-in")).QuerySelector("main")!.InnerHtml.Replace(email, "", StringComparison.Ordinal);

    private async Task<string> SignInAsync(string email)
    {
        using var phone = site.NewPhone();
        var before = site.Passwords.Done;
        using var response = await phone.PostAsync("/login", ("email", email), ("password", MailSite.Password));
        return $"{response.StatusCode} {response.Headers.Location}";
    }
}
