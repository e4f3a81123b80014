using System.Net;
using GroupPages.Tests.Support;
using GroupPages.Work.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Work.Digest;

/// <summary>What somebody has missed, by mail: once a day, by day, ended by one click.</summary>
public sealed class DigestTests(DigestTests.Site site) : IClassFixture<DigestTests.Site>
{
    public sealed class Site(SharedCluster shared) : MailSite(shared)
    {
        /// <summary>Moves the date to the next time that it is such an hour (UTC), and lets the job look.</summary>
        public async Task AtAsync(int hour)
        {
            var now = Clock.GetUtcNow();
            var next = now.Date.AddHours(hour) is var today && today > now.UtcDateTime.AddMinutes(90) ? today : today.AddDays(1);
            Clock.Advance(next - now.UtcDateTime);
            await SqlAsync("UPDATE jobs SET run_at = now(), asked = asked + 1 WHERE kind = 'digests'");
            App.Services.GetRequiredService<JobSignal>().Wake();
            await Eventually.TrueAsync(async () => await this.CountAsync("jobs WHERE kind = 'digests' AND run_at > $1 AND locked_until IS NULL", Clock.GetUtcNow()) == 1
                && await this.CountAsync("mails") == 0, TimeSpan.FromSeconds(15), "the digests must be sent");
        }
    }

    [Fact]
    public async Task A_digest_says_what_is_unread_leads_there_after_signing_in_and_ends_by_one_click()
    {
        var group = await site.NewGroupAsync();
        var ann = await NewReaderAsync(group, "ann@example.org");
        await WriteAsync(group, "Supper at six");
        await site.AtAsync(12);
        var mail = Assert.Single(site.Inbox.To("ann@example.org"));
        Assert.Equal("A message you have not read", mail.Subject);
        Assert.Contains("Supper at six", mail.TextBody);
        Assert.Contains("Hello Ann,", mail.TextBody);
        Assert.Contains("Supper at six", mail.HtmlBody);

        // Its link, on a phone that nobody is signed in on, asks who they are and then leads to the message.
        using var phone = site.NewPhone();
        using var asked = await phone.GetAsync($"/open/{group.Room}/1");
        Assert.Contains($"https://pages.example.org/open/{group.Room}/1", mail.TextBody);
        Assert.Equal("/login", asked.Headers.Location!.OriginalString);
        using var signedIn = await phone.PostAsync("/login", ("email", "ann@example.org"), ("password", MailSite.Password));
        using var home = await phone.GetAsync(signedIn.Headers.Location!.OriginalString);
        Assert.Equal($"/open/{group.Room}/1", home.Headers.Location!.OriginalString);
        using var there = await phone.GetAsync(home.Headers.Location.OriginalString);
        Assert.Equal($"{group.Path}/chat?at=1#m-{group.Room}-1", there.Headers.Location!.OriginalString);
        using var later = await phone.GetAsync("/");
        Assert.Equal(group.Path, later.Headers.Location!.OriginalString);

        // As a mail program does it: no cookie, no origin, the RFC's body.
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        var link = mail.Headers["List-Unsubscribe"]!.Trim('<', '>').Replace("https://pages.example.org", "", StringComparison.Ordinal);
        using var program = new HttpClient { BaseAddress = site.Address };
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(link)).StatusCode);
        Assert.Equal(1, await site.CountAsync("notification_settings WHERE user_id = $1 AND wants_digest", ann));
        using var click = await program.PostAsync(link, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
        Assert.Equal(HttpStatusCode.OK, click.StatusCode);
        Assert.Equal(0, await site.CountAsync("notification_settings WHERE user_id = $1 AND wants_digest", ann));
        foreach (var forged in new[] { link[..^1] + (link[^1] == 'A' ? 'B' : 'A'), "/unsubscribe/1", "/unsubscribe/x-y", $"/unsubscribe/{ann}-" })
            Assert.Equal(HttpStatusCode.NotFound, (await program.PostAsync(forged, null)).StatusCode);
        // Nothing else takes a POST from nowhere.
        Assert.Equal(HttpStatusCode.BadRequest, (await program.PostAsync("/me/notifications", null)).StatusCode);
        await WriteAsync(group, "Again");
        await site.AtAsync(12);
        Assert.Single(site.Inbox.To("ann@example.org"));
    }

    [Fact]
    public async Task It_comes_once_a_day_only_by_day_and_only_with_something_new()
    {
        var group = await site.NewGroupAsync();
        var user = await NewReaderAsync(group, "once@example.org");
        await WriteAsync(group, "One");
        await site.AtAsync(3);
        Assert.Empty(site.Inbox.To("once@example.org"));
        await site.AtAsync(9);
        Assert.Single(site.Inbox.To("once@example.org"));
        await WriteAsync(group, "Two");
        await site.AtAsync(15);
        Assert.Single(site.Inbox.To("once@example.org"));
        await site.AtAsync(10);
        Assert.Equal(2, site.Inbox.To("once@example.org").Count);
        Assert.Equal("2 messages you have not read", site.Inbox.To("once@example.org")[1].Subject);
        // Nothing new since: she knows already.
        await site.AtAsync(11);
        Assert.Equal(2, site.Inbox.To("once@example.org").Count);
        // In her own night, and in the hours she wants quiet, nothing.
        await WriteAsync(group, "Three");
        await site.SqlAsync("UPDATE notification_settings SET time_zone = 'Asia/Tokyo' WHERE user_id = $1", user);
        await site.AtAsync(14);
        await site.SqlAsync("UPDATE notification_settings SET time_zone = 'Etc/UTC', quiet_from = 480, quiet_to = 780 WHERE user_id = $1", user);
        await site.AtAsync(12);
        Assert.Equal(2, site.Inbox.To("once@example.org").Count);
        await site.AtAsync(14);
        Assert.Equal(3, site.Inbox.To("once@example.org").Count);
    }

    [Fact]
    public async Task Muted_read_blocked_and_unnamed_conversations_are_not_in_it_and_an_unconfirmed_address_gets_none()
    {
        var group = await site.NewGroupAsync();
        long muted = await NewReaderAsync(group, "muted@example.org"), named = await NewReaderAsync(group, "named@example.org"),
            read = await NewReaderAsync(group, "read@example.org"), blocks = await NewReaderAsync(group, "blocks@example.org"), unsure = await NewReaderAsync(group, "unsure@example.org");
        await site.SqlAsync("UPDATE participants SET is_muted = true WHERE user_id = $1", muted);
        await site.SqlAsync("UPDATE participants SET mentions_only = true WHERE user_id = $1", named);
        await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)", blocks, group.Leader.UserId);
        await site.SqlAsync("UPDATE users SET email_verified_at = NULL WHERE id = $1", unsure);
        await WriteAsync(group, "Hello");
        await site.SqlAsync("UPDATE participants SET last_read_seq = 1, read_count = 1 WHERE user_id = $1", read);
        await site.AtAsync(12);
        foreach (var who in new[] { "muted", "named", "read", "blocks", "unsure" })
            Assert.Empty(site.Inbox.To($"{who}@example.org"));
        await site.SqlAsync("INSERT INTO mentions (conversation_id, seq, user_id, name) VALUES ($1, 1, $2, 'Ann')", group.Room, named);
        await site.AtAsync(12);
        Assert.Single(site.Inbox.To("named@example.org"));
    }

    [Fact]
    public async Task Behind_a_whole_page_of_people_whose_hour_it_is_not_the_next_ones_get_theirs()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            WITH asleep AS (
                INSERT INTO users (first_name, email, email_verified_at) SELECT 'Aki', 'aki' || n || '@example.org', now() FROM generate_series(1, 500) n RETURNING id),
            members AS (INSERT INTO memberships (group_id, user_id, role_id) SELECT $1, id, 2 FROM asleep)
            INSERT INTO notification_settings (user_id, wants_digest, time_zone) SELECT id, true, 'Asia/Tokyo' FROM asleep
            """, group.Id);
        await NewReaderAsync(group, "last@example.org");
        await WriteAsync(group, "Good night");
        await site.AtAsync(14);
        Assert.Single(site.Inbox.To("last@example.org"));
        Assert.Empty(site.Inbox.To("aki500@example.org"));
        await site.SqlAsync("DELETE FROM users WHERE first_name = 'Aki'");
    }

    [Fact]
    public async Task The_page_keeps_what_somebody_wants_and_says_what_is_wrong()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using (await ruth.PostAsync("/me/notifications", ("digest", "on"), ("quiet", "on"), ("from", "21:30"), ("to", "06:15"), ("zone", "Europe/Vienna"))) { }
        var page = await ruth.PageAsync("/me/notifications");
        Assert.Equal(("21:30", "06:15"), (page.QuerySelector("#from")!.GetAttribute("value"), page.QuerySelector("#to")!.GetAttribute("value")));
        Assert.Equal("Europe/Vienna", page.QuerySelector("#zone option[selected]")!.GetAttribute("value"));
        Assert.True(page.QuerySelector("[name=digest]")!.HasAttribute("checked"));
        Assert.Contains("no confirmed address", page.Body!.TextContent);
        foreach (var (from, to, zone) in new[] { ("x", "07:00", "Etc/UTC"), ("25:00", "07:00", "Etc/UTC"), ("07:00", "07:00", "Etc/UTC"), ("22:00", "07:00", "Nowhere/Land"), ("", "", "Etc/UTC") })
        {
            using var bad = await ruth.PostAsync("/me/notifications", ("quiet", "on"), ("from", from), ("to", to), ("zone", zone));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
            Assert.NotNull((await Phone.HtmlAsync(bad)).QuerySelector(".told .error"));
        }
        using (await ruth.PostAsync("/me/notifications", ("zone", "Europe/Vienna"))) { }
        Assert.Equal(1, await site.CountAsync("notification_settings WHERE user_id = $1 AND NOT wants_digest AND quiet_from IS NULL", ruth.UserId));
    }

    private static async Task<long> NewReaderAsync(TestGroup group, string email)
    {
        var user = await ((MailSite)group.Site).NewAccountAsync(email);
        await group.AddAsync(user);
        await group.Site.SqlAsync("INSERT INTO notification_settings (user_id, wants_digest) VALUES ($1, true)", user);
        return user;
    }

    // By a leader, at the site's time.
    private static async Task WriteAsync(TestGroup group, string text) => await group.Leader.SayAsync(group, text);
}
