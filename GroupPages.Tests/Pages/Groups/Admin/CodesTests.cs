using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin;

/// <summary>/g/{slug}/admin/codes: a leader makes a code, changes it, withdraws it, lets it work again.</summary>
public sealed class CodesTests(CodesTests.Site site) : IClassFixture<CodesTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_code_for_tonight_is_made_lets_people_in_and_is_noted()
    {
        var group = await site.NewGroupAsync();
        var (id, code) = await MakeAsync(group, ("Form.Label", "Tonight"), ("Form.Lasts", "12h"), ("Form.Limit", "2"));
        Assert.Equal(26, code.Length);
        Assert.Equal(1, await site.CountAsync("""
            join_codes WHERE id = $1 AND kind = 'group' AND label = 'Tonight' AND use_limit = 2 AND NOT lobby AND owner_id = $2
                AND expires_at BETWEEN now() + interval '11 hours' AND now() + interval '13 hours'
            """, id, group.Leader.UserId));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND actor_id = $2 AND action = 'code-made' AND details->>'label' = 'Tonight'", group.Id, group.Leader.UserId));
        using Phone ruth = site.NewPhone(), tom = site.NewPhone(), late = site.NewPhone();
        await ruth.JoinAsync(code, "Ruth");
        await tom.JoinAsync(code, "Tom");
        using var full = await late.PostAsync($"/j/{code}", ("firstName", "Late"));
        Assert.Equal(HttpStatusCode.Gone, full.StatusCode);
        var page = await group.Leader.PageAsync($"{group.Path}/admin/codes/{id}");
        Assert.Equal("2 people came by it", page.QuerySelector("#arrived")!.TextContent);
        Assert.Contains("Ruth", page.QuerySelector(".faces")!.TextContent);
        Assert.Equal(" UTC", page.QuerySelector(".faces time + noscript")!.TextContent);
        Assert.Contains("2 joined of 2", (await group.Leader.PageAsync($"{group.Path}/admin/codes")).QuerySelector(".rows")!.TextContent);
    }

    [Fact]
    public async Task A_time_that_was_not_on_offer_is_no_time_without_end()
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.PostAsync($"{group.Path}/admin/codes", ("Form.Label", "Kept"), ("Form.Lasts", "2h"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.NotNull(page.GetElementById("lasts-error"));
        Assert.Equal("Kept", page.QuerySelector("[name='Form.Label']")!.GetAttribute("value"));
        Assert.Equal(0, await site.CountAsync("join_codes WHERE group_id = $1 AND label = 'Kept'", group.Id));
    }

    [Fact]
    public async Task A_code_that_lets_nobody_in_shows_no_qr_and_says_why()
    {
        var group = await site.NewGroupAsync();
        var (id, code) = await MakeAsync(group, ("Form.Lasts", "12h"), ("Form.Limit", "1"));
        async Task<AngleSharp.Html.Dom.IHtmlDocument> ShownAsync() => await group.Leader.PageAsync($"{group.Path}/admin/codes/{id}");
        Assert.NotNull((await ShownAsync()).QuerySelector("main svg.qr"));
        using var ruth = site.NewPhone();
        await ruth.JoinAsync(code, "Ruth");
        Assert.Contains("as many as it was made for have joined", (await ShownAsync()).QuerySelector(".notice")!.TextContent);
        using var changed = await group.Leader.PostAsync($"{group.Path}/admin/codes/{id}", ("Form.Label", "Tonight"), ("Form.Lasts", "12h"), ("Form.Limit", "2"));
        Assert.Equal("Saved.", (await group.Leader.PageAsync(changed.Headers.Location!.OriginalString)).QuerySelector("[role=status]")!.TextContent);
        using var withdrawn = await group.Leader.PostAsync($"{group.Path}/admin/codes/{id}?handler=Revoke");
        var page = await ShownAsync();
        Assert.Null(page.QuerySelector("main svg.qr"));
        Assert.Null(page.QuerySelector("a[href$=poster]"));
        Assert.Contains("it was withdrawn", page.QuerySelector(".notice")!.TextContent);

        var poster = await group.Leader.PageAsync($"{group.Path}/admin/codes/{id}/poster");
        Assert.Null(poster.QuerySelector("svg.qr"));
        Assert.Contains("it was withdrawn", poster.QuerySelector("[role=status]")!.TextContent);
        var make = poster.QuerySelector("a.primary")!.GetAttribute("href")!;
        Assert.NotNull((await group.Leader.PageAsync(make)).QuerySelector("details.panel[open] [name='Form.Label']"));
        // One that hangs on a wall meanwhile asks who arrived, and is told to look again.
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"{group.Path}/admin/codes/{id}/poster") { Headers = { { "HX-Request", "true" } } };
        using var told = await group.Leader.Http.SendAsync(asked);
        Assert.Equal("true", Assert.Single(told.Headers.GetValues("HX-Refresh")));
    }

    [Fact]
    public async Task A_word_of_ones_own_must_end_and_is_nobody_elses()
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        Assert.Contains("must end", await RefusedAsync(group, ("Form.Word", "harvest-supper"), ("Form.Lasts", "")));
        Assert.Contains("6 to 24", await RefusedAsync(group, ("Form.Word", "oops!"), ("Form.Lasts", "1d")));
        var (id, code) = await MakeAsync(group, ("Form.Word", " Harvest Supper "), ("Form.Lasts", "1d"));
        Assert.Equal("harvest-supper", code);
        Assert.Contains("taken", await RefusedAsync(other, ("Form.Word", "harvest-supper"), ("Form.Lasts", "1d")));
        using var ruth = site.NewPhone();
        await ruth.JoinAsync("HARVEST-supper", "Ruth");
        using var endless = await group.Leader.PostAsync($"{group.Path}/admin/codes/{id}", ("Form.Label", "x"), ("Form.Lasts", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, endless.StatusCode);
    }

    [Theory]
    [InlineData("Form.Limit", "0", "limit")]
    [InlineData("Form.Limit", "many", "limit")]
    [InlineData("Form.Closes", "2001-01-01T10:00", "closes")]
    [InlineData("Form.Closes", "", "closes")]
    [InlineData("Form.Opens", "soon", "opens")]
    [InlineData("Form.Opens", "9999-12-31T23:30", "opens")]
    public async Task What_is_wrong_stands_beside_its_field_and_what_was_typed_stays(string field, string value, string at)
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.PostAsync($"{group.Path}/admin/codes", ("Form.Label", "Kept"), ("Form.Lasts", "at"), (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.Equal("true", page.QuerySelector($"#{at}")!.GetAttribute("aria-invalid"));
        Assert.NotEqual("", page.QuerySelector($"#{at}-error")!.TextContent);
        Assert.Equal("Kept", page.QuerySelector("#label")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_change_holds_for_the_next_scan_and_the_log_has_before_and_after()
    {
        var group = await site.NewGroupAsync();
        var (id, code) = await MakeAsync(group, ("Form.Lasts", "3h"));
        using var ruth = site.NewPhone();
        await ruth.PageAsync($"/j/{code}");
        using var changed = await group.Leader.PostAsync($"{group.Path}/admin/codes/{id}", ("Form.Label", "Later"), ("Form.Lasts", "1d"),
            ("Form.OpensUtc", DateTimeOffset.UnixEpoch.AddYears(200).ToString("O")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, changed.StatusCode);
        using var saved = await group.Leader.PostAsync($"{group.Path}/admin/codes/{id}", ("Form.Label", "Later"), ("Form.Lasts", "1d"), ("Form.Lobby", "on"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        await ruth.JoinAsync(code, "Ruth");
        Assert.Equal(1, await site.CountAsync("memberships WHERE user_id = $1 AND role_id = 1", ruth.UserId));
        Assert.Equal(1, await site.CountAsync(
            "audit_log WHERE group_id = $1 AND action = 'code-changed' AND details->'before'->>'label' = '' AND details->'after'->>'label' = 'Later'", group.Id));
    }

    [Fact]
    public async Task A_withdrawn_code_lets_nobody_in_until_it_is_revived()
    {
        var group = await site.NewGroupAsync();
        var (id, code) = await MakeAsync(group, ("Form.Lasts", "3h"));
        using var phone = site.NewPhone();
        for (var i = 0; i < 2; i++)
            using (var _ = await group.Leader.PostAsync($"{group.Path}/admin/codes/{id}?handler=Revoke"))
                Assert.Equal(HttpStatusCode.Gone, await phone.StatusAsync($"/j/{code}"));
        using var revived = await group.Leader.PostAsync($"{group.Path}/admin/codes/{id}?handler=Revive");
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync($"/j/{code}"));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'code-revoked'", group.Id));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'code-revived'", group.Id));
    }

    [Fact]
    public async Task A_code_of_another_group_or_a_personal_one_is_nothing()
    {
        TestGroup mine = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        var personal = await mine.CodeIdAsync(await mine.NewPersonalCodeAsync(mine.Leader.UserId));
        var before = await site.StateAsync();
        foreach (var id in new[] { await other.CodeIdAsync(other.Code), personal })
        {
            Assert.Equal(HttpStatusCode.NotFound, await mine.Leader.StatusAsync($"{mine.Path}/admin/codes/{id}"));
            foreach (var handler in new[] { "", "?handler=Revoke", "?handler=Revive" })
            {
                using var response = await mine.Leader.PostAsync($"{mine.Path}/admin/codes/{id}{handler}", ("Form.Label", "Mine"));
                Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            }
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task The_poster_counts_who_arrived_and_names_nobody_who_waits()
    {
        var group = await site.NewGroupAsync();
        var (id, code) = await MakeAsync(group, ("Form.Lasts", "3h"), ("Form.Lobby", "on"));
        using Phone ruth = site.NewPhone(), gus = site.NewPhone();
        await ruth.JoinAsync(code, "Ruth");
        await gus.JoinAsync(code, "Gus");
        using var approved = await group.Leader.PostAsync($"{group.Path}/admin/requests?handler=Approve", ("who", $"{ruth.UserId}"));
        var arrived = (await group.Leader.PageAsync($"{group.Path}/admin/codes/{id}/poster")).QuerySelector("#arrived")!.TextContent;
        Assert.Equal("2 have arrived: Ruth", arrived);
    }

    private async Task<(long Id, string Code)> MakeAsync(TestGroup group, params (string, string)[] fields)
    {
        using var response = await group.Leader.PostAsync($"{group.Path}/admin/codes", fields);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var id = long.Parse(response.Headers.Location!.OriginalString.Split('/')[^1], null);
        return (id, await site.SqlAsync<string>("SELECT code FROM join_codes WHERE id = $1", id));
    }

    private static async Task<string> RefusedAsync(TestGroup group, params (string, string)[] fields)
    {
        using var response = await group.Leader.PostAsync($"{group.Path}/admin/codes", fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        return (await Phone.HtmlAsync(response)).QuerySelector("[role=alert]")!.TextContent;
    }
}
