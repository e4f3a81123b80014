using System.Net;
using GroupPages.Tests.Support;
using MimeKit;
using Xunit;

namespace GroupPages.Tests.Work;

/// <summary>Each kind of mail as a real mail server takes it in: words and HTML that say the same, and a link that works once.</summary>
public sealed class EveryLetterTests(EveryLetterTests.Site site) : IClassFixture<EveryLetterTests.Site>
{
    public sealed class Site(SharedCluster shared) : MailSite(shared);

    /// <summary>A kind of <c>mails</c>, whether the address is taken already, what the mail is about, and whether its link is good for one use.</summary>
    public static TheoryData<string, bool, string, bool> Kinds => new()
    {
        { "confirm", false, "Confirm your email address", true },
        { "confirm", true, "You have an account already", true },
        { "sign-in", true, "Your link to sign in", true },
        { "reset", true, "Choose a new password", true },
        { "password-changed", true, "Your password was changed", false },
        { "email-changed", true, "Your email address was changed", false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_received_read_and_its_link_works_once(string kind, bool isTaken, string subject, bool isOnce)
    {
        var email = $"{kind}-{isTaken}@example.org".ToLowerInvariant();
        var user = isTaken && kind != "confirm" ? await site.NewAccountAsync(email) : await site.NewUserAsync("Ann");
        if (isTaken && kind == "confirm")
            await site.NewAccountAsync(email);
        if (kind == "confirm")
            await site.SqlAsync("INSERT INTO pending_emails (user_id, email) VALUES ($1, $2)", user, email);
        await site.SqlAsync("INSERT INTO mails (kind, user_id, email) VALUES ($1, $2, $3)", kind, user, email);
        using var phone = site.NewPhone();
        // Whoever asks for a mail wakes the post, which then sends all that is due.
        (await phone.PostAsync("/reset", ("email", "nobody@example.org"))).Dispose();

        var mail = Assert.Single(await site.Inbox.ToAsync(email));
        Assert.Equal(subject, mail.Subject);
        var both = Assert.IsType<MultipartAlternative>(mail.Body);
        Assert.Equal(["text/plain", "text/html"], both.Select(part => part.ContentType.MimeType));
        using var html = new HttpResponseMessage { Content = new StringContent(mail.HtmlBody ?? "") };
        var page = await Phone.HtmlAsync(html);
        var words = page.Body!.TextContent;
        foreach (var line in (mail.TextBody ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            Assert.Contains(line.TrimEnd(':'), words + string.Join(' ', page.Links.Select(link => link.GetAttribute("href"))), StringComparison.Ordinal);
        var path = MailSite.LinkIn(mail);
        Assert.Contains(page.Links, link => link.GetAttribute("href") == $"https://pages.example.org{path}");
        if (!isOnce)
        {
            Assert.True(await phone.StatusAsync(path) is HttpStatusCode.OK or HttpStatusCode.Redirect);
            return;
        }
        using HttpResponseMessage first = await phone.PostAsync(path, ("password", "a whole new secret")), second = await site.NewPhone().PostAsync(path, ("password", "another new secret"));
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Gone), (first.StatusCode, second.StatusCode));
    }
}
