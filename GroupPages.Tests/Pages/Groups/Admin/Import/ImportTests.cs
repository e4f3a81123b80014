using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Import;

/// <summary>People from a file: looked at first, then all of it or nothing.</summary>
public sealed class ImportTests(ImportTests.Site site) : IClassFixture<ImportTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Two_thousand_rows_of_the_real_world_are_previewed_and_imported_as_said()
    {
        var group = await site.NewGroupAsync();
        var text = new StringBuilder("Vorname;Name;E-Mail;Mobil;About\r\n");
        for (var n = 1; n <= 2_000; n++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Jürgen {n};Groß;{(n % 100 == 0 ? "not an address" : n % 101 == 0 ? "twice@example.org" : $"j{n}@example.org")};0049171{n:00000};")
                .Append("\"likes tea;\r\nand cake\"\r\n");
        }
        var before = await PeopleAsync(group);
        var start = Stopwatch.GetTimestamp();
        var import = await group.NewImportAsync(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text.ToString()));
        var page = await group.Leader.PageAsync($"{group.Path}/admin/import/{import}");
        // 20 bad addresses, and of 19 that are the same (n = 10,100 is both) all but the first.
        Assert.Equal(["All 2,000", "To add 1,962", "To change 0", "Skipped 18", "Wrong 20"], Counts(page));
        Assert.Equal(before, await PeopleAsync(group));
        var wrong = await group.Leader.PageAsync($"{group.Path}/admin/import/{import}?show=error");
        Assert.Contains("“not an address” is no email address.", wrong.QuerySelector(".preview li")!.TextContent);
        using var confirmed = await group.Leader.ConfirmAsync(group, import);
        Assert.Equal(HttpStatusCode.SeeOther, confirmed.StatusCode);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
        Assert.Contains("1,962 added", (await group.Leader.PageAsync($"{group.Path}/admin/import/{import}")).QuerySelector("[role=status]")!.TextContent);
        Assert.Contains("1,963 people", (await group.Leader.PageAsync($"{group.Path}/admin/members")).Body!.TextContent);
        Assert.Equal(1_962, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'imported'", group.Id));
        Assert.Equal(1, await site.CountAsync("users WHERE first_name = 'Jürgen 7' AND phone = '+4917100007' AND about = E'likes tea;\nand cake'"));
        var report = await group.Leader.Http.GetStringAsync(new Uri($"{group.Path}/admin/import/{import}/report.csv", UriKind.Relative));
        Assert.Contains("101,Jürgen 100,Groß,not an address,'+4917100100,error,", report);
        // The same file again adds nobody.
        var again = await group.NewImportAsync(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text.ToString()));
        Assert.Equal(["All 2,000", "To add 0", "To change 0", "Skipped 1,980", "Wrong 20"], Counts(await group.Leader.PageAsync($"{group.Path}/admin/import/{again}")));
    }

    [Fact]
    public async Task An_address_that_has_an_account_elsewhere_looks_like_any_other_and_the_account_is_left_alone()
    {
        TestGroup mine = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        var stranger = await other.AddAsync("Strange");
        var secret = await mine.AddAsync("Secret");
        await site.SqlAsync("UPDATE users SET email = 'stranger@example.org' WHERE id = $1", stranger);
        await site.SqlAsync("UPDATE users SET email = 'secret@example.org', contact_visible_to = 'nobody' WHERE id = $1", secret);
        var import = await mine.NewImportAsync("Ann,A,stranger@example.org\nBob,B,nobody-has-this@example.org\nCid,C,SECRET@example.org");
        var rows = (await mine.Leader.PageAsync($"{mine.Path}/admin/import/{import}")).QuerySelectorAll(".preview li .pill").Select(pill => pill.TextContent);
        Assert.Equal(["To add", "To add", "To add"], rows);
        using var confirmed = await mine.Leader.ConfirmAsync(mine, import);
        Assert.Equal(1, await site.CountAsync("users WHERE lower(email) = 'stranger@example.org' AND first_name = 'Strange'"));
        Assert.Equal(1, await site.CountAsync("memberships WHERE user_id = $1", stranger));
        Assert.Equal(0, await site.CountAsync("users WHERE first_name IN ('Ann', 'Bob', 'Cid') AND email IS NOT NULL"));
        var found = await mine.Leader.PageAsync($"{mine.Path}/admin/members?q=stranger@example.org");
        Assert.Contains("Ann", found.QuerySelector("table")!.TextContent);
    }

    [Fact]
    public async Task What_people_wrote_themselves_stays_and_what_they_left_open_is_filled_in()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await site.SqlAsync("UPDATE users SET email = $2, about = 'My own words' WHERE id = $1", ruth.UserId, $"ruth{group.Id}@example.org");
        using var first = await group.Leader.ConfirmAsync(group, await group.NewImportAsync("First,Last,Mail\nOpa,Old,opa@example.org"));
        var import = await group.NewImportAsync($"First,Last,Mail,Phone,About\nRUTHLESS,Moore,ruth{group.Id}@example.org,+4917112345,Not hers\nOpa,New,OPA@example.org,,");
        Assert.Equal(["All 2", "To add 0", "To change 2", "Skipped 0", "Wrong 0"], Counts(await group.Leader.PageAsync($"{group.Path}/admin/import/{import}")));
        using var confirmed = await group.Leader.ConfirmAsync(group, import);
        Assert.Equal(HttpStatusCode.SeeOther, confirmed.StatusCode);
        Assert.Equal("Ruth Moore +4917112345 My own words", await site.SqlAsync<string>(
            "SELECT concat_ws(' ', first_name, last_name, phone, about) FROM users WHERE id = $1", ruth.UserId));
        Assert.Equal(1, await site.CountAsync("users WHERE first_name = 'Opa' AND last_name = 'New'"));
        Assert.Equal(2, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'import-updated'", group.Id));
        Assert.Contains("Last name: Old → New", Text(await group.Leader.PageAsync($"{group.Path}/admin/log?kind=import")));
    }

    [Fact]
    public async Task What_changed_since_it_was_looked_at_is_looked_at_again_and_twice_at_once_is_once()
    {
        var group = await site.NewGroupAsync();
        var import = await group.NewImportAsync("Ann,Moore\nBob,Moore");
        var path = $"{group.Path}/admin/import/{import}";
        var mark = (await group.Leader.PageAsync(path)).QuerySelector("[name=mark]")!.GetAttribute("value")!;
        await group.AddAsync("Ann", lastName: "Moore");
        using var stale = await group.Leader.PostAsync($"{path}?handler=Confirm", ("mark", mark));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains("Nothing was written", (await Phone.HtmlAsync(stale)).QuerySelector("[role=alert]")!.TextContent);
        var now = (await group.Leader.PageAsync(path)).QuerySelector("[name=mark]")!.GetAttribute("value")!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => group.Leader.PostAsync($"{path}?handler=Confirm", ("mark", now))));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
        Assert.Equal(1, await site.CountAsync("users u JOIN memberships m ON m.user_id = u.id WHERE m.group_id = $1 AND u.first_name = 'Bob'", group.Id));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'import-done'", group.Id));
    }

    [Fact]
    public async Task Columns_can_be_corrected_and_a_file_is_its_senders_alone_for_a_day()
    {
        var group = await site.NewGroupAsync();
        using var second = await site.PhoneOfAsync(await group.AddAsync("Second", role: 3));
        var import = await group.NewImportAsync("Surname,First,X\nMoore,Ann,a@example.org");
        var path = $"{group.Path}/admin/import/{import}";
        using var set = await group.Leader.PostAsync($"{path}?handler=Columns", ("columns", "first"), ("columns", "last"), ("columns", "email"));
        Assert.Equal(HttpStatusCode.SeeOther, set.StatusCode);
        Assert.Contains("Surname First", Text(await group.Leader.PageAsync(path)));
        Assert.Contains("Moore Ann a@example.org", Text(await group.Leader.PageAsync(path)));
        using var few = await group.Leader.PostAsync($"{path}?handler=Columns", ("columns", "first"));
        Assert.Equal(HttpStatusCode.NotFound, few.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await second.StatusAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, await second.StatusAsync($"{path}/report.csv"));
        using var stolen = await second.PostAsync($"{path}?handler=Confirm", ("mark", ""));
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        await site.SqlAsync("UPDATE imports SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE id = $1", import);
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync(path));
        await group.NewImportAsync("Ann");
        Assert.Equal(0, await site.CountAsync("imports WHERE id = $1", import));
    }

    [Fact]
    public async Task Nobody_becomes_a_leader_by_a_file()
    {
        var group = await site.NewGroupAsync();
        var import = await group.NewImportAsync("First name,Last name,Role\nAnn,Moore,Leader");
        using var confirmed = await group.Leader.ConfirmAsync(group, import);
        Assert.Equal(HttpStatusCode.SeeOther, confirmed.StatusCode);
        Assert.Equal(1, await site.CountAsync("memberships m JOIN users u ON u.id = m.user_id WHERE m.group_id = $1 AND u.first_name = 'Ann' AND m.role_id = 2", group.Id));
    }

    [Fact]
    public async Task A_file_that_is_none_or_too_large_is_told_beside_what_was_pasted()
    {
        var group = await site.NewGroupAsync();
        using var bad = await group.Leader.PostAsync($"{group.Path}/admin/import", ("text", "a,\"b\nc,d\ne,f"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        var page = await Phone.HtmlAsync(bad);
        Assert.Contains("quotation mark", page.QuerySelector("[role=alert]")!.TextContent);
        Assert.StartsWith("a,\"b", page.QuerySelector("textarea")!.TextContent);
        using var large = await group.Leader.PostFileAsync(group, [.. Enumerable.Repeat((byte)'a', (5 * 1024 * 1024) + 1)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, large.StatusCode);
        Assert.Contains("at most 5 MB", (await Phone.HtmlAsync(large)).QuerySelector("[role=alert]")!.TextContent);
    }

    private Task<long> PeopleAsync(TestGroup group) => site.CountAsync("memberships WHERE group_id = $1", group.Id);

    private static IEnumerable<string> Counts(IHtmlDocument page) => page.QuerySelectorAll(".segments a").Select(link => link.TextContent.Trim());

    private static string Text(IHtmlDocument page) => string.Join(' ', page.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
