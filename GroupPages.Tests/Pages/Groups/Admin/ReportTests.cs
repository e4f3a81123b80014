using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin;

/// <summary>Reporting a message, and what leaders do about it.</summary>
public sealed class ReportTests(ReportTests.Site site) : IClassFixture<ReportTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_report_reaches_the_leaders_with_what_was_said_around_it_and_its_history()
    {
        var (group, ruth, boaz) = await MakeAsync();
        for (var n = 1; n <= 9; n++) await group.NewMessageAsync(n == 5 ? boaz.UserId : group.Leader.UserId, $"line {n}.");
        await group.ChangeAsync(4, "deleted_at = now()");
        await site.SqlAsync("INSERT INTO message_versions (conversation_id, seq, changed_seq, text, replaced_at) VALUES ($1, 5, 5, 'worse before', now())", group.Room);
        using var answer = await ruth.PostAsync($"/chat/{group.Room}/5/report", ("reason", "unkind"), ("words", "Please <look>"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains("Thank you", (await ruth.PageAsync(answer.Headers.Location!.OriginalString)).QuerySelector("h1")!.TextContent);
        var card = Assert.Single((await group.Leader.PageAsync($"{group.Path}/admin/reports")).QuerySelectorAll("article")).TextContent;
        foreach (var expected in new[] { "Unkind", "Ruth", "Boaz", "Please <look>", "line 2.", "line 3.", "line 5.", "line 6.", "line 8.", "worse before" }) Assert.Contains(expected, card);
        foreach (var beyond in new[] { "line 1.", "line 4.", "line 9." }) Assert.DoesNotContain(beyond, card);
        Assert.Equal("1", (await group.Leader.PageAsync($"{group.Path}/admin/members")).QuerySelector(".subtabs .badge")!.FirstChild!.TextContent);
    }

    [Fact]
    public async Task A_report_about_the_only_leader_is_left_to_the_site_admins_who_find_it_on_their_overview()
    {
        var (group, ruth, boaz) = await MakeAsync();
        using var ada = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        async Task<string?> LeftAsync() => (await ada.PageAsync("/admin")).QuerySelector($"a[href='{group.Path}/admin/reports'] .pill")?.TextContent;
        var seq = await group.NewMessageAsync(group.Leader.UserId, "You are all fools.");
        Assert.Contains("another leader decides, or a site admin", (await ruth.PageAsync($"/chat/{group.Room}/{seq}/report")).QuerySelector("main")!.TextContent);
        await ReportAsync(ruth, group.Room, seq, "That hurts");
        await ReportAsync(ruth, group.Room, await group.NewMessageAsync(boaz.UserId, "Buy my honey"), "Again");
        Assert.Equal("1", await LeftAsync());
        Assert.Single((await group.Leader.PageAsync($"{group.Path}/admin/reports")).QuerySelectorAll("article"));
        Assert.Equal(2, (await ada.PageAsync($"{group.Path}/admin/reports")).QuerySelectorAll("article").Length);
        await group.AddAsync("Second", role: 3);
        Assert.Null(await LeftAsync());
    }

    [Fact]
    public async Task The_same_reporter_again_means_other_words_and_an_edit_takes_no_evidence_away()
    {
        var (group, ruth, boaz) = await MakeAsync();
        var seq = await group.NewMessageAsync(boaz.UserId, "As it was");
        await ReportAsync(ruth, group.Room, seq, "One");
        await group.ChangeAsync(seq, "text = 'Harmless', edited_at = now()");
        await ReportAsync(ruth, group.Room, seq, "Two");
        Assert.Equal("As it was/Two", await site.SqlAsync<string>("SELECT string_agg(said || '/' || words, '|') FROM reports WHERE group_id = $1", group.Id));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => group.Leader.PostAsync($"/chat/{group.Room}/{seq}/report", ("reason", "spam"), ("words", $"{n}"))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Equal(2, await site.CountAsync("reports WHERE group_id = $1", group.Id));
    }

    [Fact]
    public async Task What_is_not_readable_or_ones_own_cannot_be_reported()
    {
        var (group, ruth, boaz) = await MakeAsync();
        var seqs = new List<long>();
        foreach (var text in new[] { "deleted", "hidden", "mine" }) seqs.Add(await group.NewMessageAsync(text == "mine" ? ruth.UserId : boaz.UserId, text));
        await group.ChangeAsync(seqs[0], "deleted_at = now()");
        await group.ChangeAsync(seqs[1], "hidden_at = now()");
        foreach (var seq in seqs.Append(999))
        {
            Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"/chat/{group.Room}/{seq}/report"));
            using var answer = await ruth.PostAsync($"/chat/{group.Room}/{seq}/report", ("reason", "spam"));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        Assert.Equal(0, await site.CountAsync("reports WHERE group_id = $1", group.Id));
    }

    [Theory]
    [InlineData("", "", "#reason-error")]
    [InlineData("nonsense", "", "#reason-error")]
    [InlineData("spam", "bell\u0007", "#words-error")]
    public async Task A_report_that_lacks_something_is_told_beside_the_field(string reason, string words, string where)
    {
        var (group, ruth, boaz) = await MakeAsync();
        var seq = await group.NewMessageAsync(boaz.UserId, "Bad");
        using var answer = await ruth.PostAsync($"/chat/{group.Room}/{seq}/report", ("reason", reason), ("words", words));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotEmpty((await Phone.HtmlAsync(answer)).QuerySelector(where)!.TextContent);
    }

    [Fact]
    public async Task A_direct_message_goes_alone_to_the_leaders_of_a_group_both_are_in()
    {
        var (group, ruth, boaz) = await MakeAsync();
        var direct = await site.NewDirectAsync(ruth.UserId, boaz.UserId);
        await site.WriteAsync(direct, ruth.UserId, "private words");
        var seq = await site.WriteAsync(direct, boaz.UserId, "nasty words");
        await site.WriteAsync(direct, ruth.UserId, "more private words");
        await ReportAsync(ruth, direct, seq, "Help");
        var page = (await group.Leader.PageAsync($"{group.Path}/admin/reports")).Body!.TextContent;
        Assert.Contains("nasty words", page);
        Assert.DoesNotContain("private words", page);
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync($"/chat/{direct}/{seq}/report"));
        await site.SqlAsync("DELETE FROM memberships WHERE group_id = $1 AND user_id = $2", group.Id, boaz.UserId);
        var later = await site.WriteAsync(direct, boaz.UserId, "again");
        using var answer = await ruth.PostAsync($"/chat/{direct}/{later}/report", ("reason", "unkind"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("hidden", "Not here")]
    [InlineData("warned", "Please be kind")]
    [InlineData("muted", "")]
    [InlineData("removed", "")]
    [InlineData("banned", "Enough")]
    public async Task Each_decision_does_what_it_says_once_and_is_noted(string action, string words)
    {
        var (group, ruth, boaz) = await MakeAsync();
        var seq = await group.NewMessageAsync(boaz.UserId, "Bad words");
        var report = await group.NewReportAsync(seq, ruth.UserId);
        await group.NewReportAsync(seq, group.Leader.UserId);
        using var answer = await HandleAsync(group, group.Leader, report, action, words);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(2, await site.CountAsync("reports WHERE group_id = $1 AND outcome = $2 AND handled_by = $3 AND handled_at IS NOT NULL", group.Id, action, group.Leader.UserId));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND actor_id = $2 AND user_id = $3 AND action = 'report-' || $4", group.Id, group.Leader.UserId, boaz.UserId, action));
        Assert.Equal(action is "removed" or "banned" ? 0 : 1, await site.CountAsync("memberships WHERE group_id = $1 AND user_id = $2", group.Id, boaz.UserId));
        Assert.Equal(action == "banned" ? 1 : 0, await site.CountAsync("bans WHERE group_id = $1 AND user_id = $2 AND reason = $3", group.Id, boaz.UserId, words));
        Assert.Equal(action == "muted" ? 1 : 0, await site.CountAsync("memberships WHERE user_id = $1 AND muted_until BETWEEN now() + interval '23 hours' AND now() + interval '25 hours'", boaz.UserId));
        Assert.Equal(action == "warned" ? 1 : 0, await site.CountAsync("notices WHERE user_id = $1 AND text = $2", boaz.UserId, words));
        Assert.Equal(action == "hidden" ? 1 : 0, await site.CountAsync("messages WHERE conversation_id = $1 AND hidden_at IS NOT NULL AND hidden_reason = $2 AND changed_seq = 2", group.Room, words));
        Assert.Equal(action == "hidden" ? 2L : 1, await site.SqlAsync<long>("SELECT last_seq FROM conversations WHERE id = $1", group.Room));
        Assert.Empty((await group.Leader.PageAsync($"{group.Path}/admin/reports")).QuerySelectorAll("article"));
        if (action == "banned")
        {
            using var back = await boaz.PostAsync($"/j/{group.Code}");
            Assert.NotEqual(HttpStatusCode.SeeOther, back.StatusCode);
        }
        using var again = await HandleAsync(group, group.Leader, report, "nothing");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("meanwhile", (await Phone.HtmlAsync(again)).QuerySelector("[role=alert]")!.TextContent);
    }

    [Fact]
    public async Task Of_leaders_who_decide_at_once_one_wins_and_the_others_are_told()
    {
        for (var i = 0; i < 3; i++)
        {
            var (group, ruth, boaz) = await MakeAsync();
            var seq = await group.NewMessageAsync(boaz.UserId, "Bad words");
            var report = await group.NewReportAsync(seq, ruth.UserId);
            var second = await group.NewReportAsync(seq, group.Leader.UserId);
            using var other = await site.PhoneOfAsync(await group.AddAsync("Lou", role: 3));
            string[] actions = ["banned", "hidden", "warned", "muted", "removed", "nothing"];
            var answers = await Task.WhenAll(actions.Select((action, n) =>
                HandleAsync(group, n % 2 == 0 ? group.Leader : other, n % 2 == 0 ? report : second, action, "Words")));
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
            Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
            Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action LIKE 'report-%'", group.Id));
            Assert.Equal(1, await site.SqlAsync<long>("SELECT count(DISTINCT outcome) FROM reports WHERE group_id = $1 AND handled_at IS NOT NULL", group.Id));
        }
    }

    [Fact]
    public async Task Nobody_sees_or_decides_about_a_report_of_their_own_words()
    {
        var (group, ruth, _) = await MakeAsync();
        var seq = await group.NewMessageAsync(group.Leader.UserId, "Leader's words");
        var report = await group.NewReportAsync(seq, ruth.UserId);
        var page = await group.Leader.PageAsync($"{group.Path}/admin/reports");
        Assert.Empty(page.QuerySelectorAll("article"));
        Assert.Null(page.QuerySelector(".subtabs .badge"));
        using var own = await HandleAsync(group, group.Leader, report, "nothing");
        Assert.Equal(HttpStatusCode.NotFound, own.StatusCode);
        using var other = await site.PhoneOfAsync(await group.AddAsync("Lou", role: 3));
        foreach (var action in new[] { "muted", "removed", "banned" })
        {
            using var refused = await HandleAsync(group, other, report, action, "Words");
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("lead this group too", (await Phone.HtmlAsync(refused)).QuerySelector("[role=alert]")!.TextContent);
        }
        using var hidden = await HandleAsync(group, other, report, "hidden", "Not kind");
        Assert.Equal(HttpStatusCode.SeeOther, hidden.StatusCode);
    }

    [Theory]
    [InlineData("hidden", "")]
    [InlineData("warned", " ")]
    [InlineData("banned", "")]
    [InlineData("explode", "x")]
    [InlineData("", "x")]
    public async Task A_decision_that_lacks_its_words_is_told_beside_them(string action, string words)
    {
        var (group, ruth, boaz) = await MakeAsync();
        var report = await group.NewReportAsync(await group.NewMessageAsync(boaz.UserId, "Bad"), ruth.UserId);
        using var answer = await HandleAsync(group, group.Leader, report, action, words);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotEmpty((await Phone.HtmlAsync(answer)).QuerySelector($"#words-{report}-error")!.TextContent);
        Assert.Equal(1, await site.CountAsync("reports WHERE id = $1 AND handled_at IS NULL", report));
    }

    [Fact]
    public async Task Another_groups_report_is_not_there()
    {
        var (group, ruth, boaz) = await MakeAsync();
        var other = await site.NewGroupAsync();
        var report = await group.NewReportAsync(await group.NewMessageAsync(boaz.UserId, "Bad"), ruth.UserId);
        using var answer = await HandleAsync(other, other.Leader, report, "removed");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using var none = await HandleAsync(group, group.Leader, 999_999_999, "nothing");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_ban_ends_when_the_leader_said()
    {
        var (group, ruth, boaz) = await MakeAsync();
        var report = await group.NewReportAsync(await group.NewMessageAsync(boaz.UserId, "Bad"), ruth.UserId);
        using var answer = await group.Leader.PostAsync($"{group.Path}/admin/reports", ("report", $"{report}"), ("action", "banned"), ("words", "A week off"), ("days", "7"));
        Assert.Equal(1, await site.CountAsync("bans WHERE user_id = $1 AND expires_at BETWEEN now() + interval '6 days' AND now() + interval '8 days'", boaz.UserId));
        await Eventually.TrueAsync(async () => await boaz.StatusAsync($"{group.Path}/chat") == HttpStatusCode.NotFound, TimeSpan.FromSeconds(2), "a banned person is out");
    }

    private async Task<(TestGroup Group, Phone Ruth, Phone Boaz)> MakeAsync()
    {
        var group = await site.NewGroupAsync();
        return (group, await group.JoinAsync("Ruth"), await group.JoinAsync("Boaz"));
    }

    private static async Task ReportAsync(Phone by, long conversation, long seq, string words)
    {
        using var answer = await by.PostAsync($"/chat/{conversation}/{seq}/report", ("reason", "unkind"), ("words", words));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> HandleAsync(TestGroup group, Phone by, long report, string action, string words = "") =>
        by.PostAsync($"{group.Path}/admin/reports", ("report", $"{report}"), ("action", action), ("words", words));
}
