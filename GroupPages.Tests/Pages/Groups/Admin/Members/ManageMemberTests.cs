using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Members;

/// <summary>Roles, bans, people without phones: one by one and many at once.</summary>
public sealed class ManageMemberTests(ManageMemberTests.Site site) : IClassFixture<ManageMemberTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_member_made_leader_leads_at_once_and_the_log_knows_what_was_before()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"{group.Path}/admin/members"));
        using var made = await RoleAsync(group, group.Leader, ruth.UserId, "leader");
        Assert.Equal($"{group.Path}/admin/members/{ruth.UserId}?done=leader", made.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await ruth.StatusAsync($"{group.Path}/admin/members"));
        using var same = await RoleAsync(group, group.Leader, ruth.UserId, "leader");
        Assert.EndsWith("done=same", same.Headers.Location?.OriginalString);
        using var unmade = await RoleAsync(group, ruth, ruth.UserId, "member");
        Assert.Equal("/", unmade.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"{group.Path}/admin/members"));
        Assert.Equal(["""{"after": {"role": "leader"}, "before": {"role": "member"}}""", """{"after": {"role": "member"}, "before": {"role": "leader"}}"""],
            (await site.SqlAsync<string[]>("SELECT array_agg(details::text ORDER BY id) FROM audit_log WHERE group_id = $1 AND action = 'role-changed'", group.Id)));
    }

    [Fact]
    public async Task The_last_leader_is_neither_demoted_nor_banned_and_guests_get_no_role()
    {
        var group = await site.NewGroupAsync();
        var guest = await group.AddAsync("Gus", role: 1);
        using var admin = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        var before = await site.StateAsync();
        using var demoted = await RoleAsync(group, group.Leader, group.Leader.UserId, "member");
        using var banned = await BanAsync(group, admin, group.Leader.UserId);
        using var waiting = await RoleAsync(group, group.Leader, guest, "leader");
        using var nothing = await RoleAsync(group, group.Leader, group.Leader.UserId, "emperor");
        using var myself = await BanAsync(group, group.Leader, group.Leader.UserId);
        Assert.Equal([409, 409, 422, 422, 422],
            new[] { demoted, banned, waiting, nothing, myself }.Select(answer => (int)answer.StatusCode));
        Assert.Contains("last leader", (await Phone.HtmlAsync(demoted)).QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Leaders_who_demote_remove_and_ban_each_other_at_once_never_leave_none()
    {
        for (var i = 0; i < 4; i++)
        {
            var group = await site.NewGroupAsync();
            Phone[] leaders = [group.Leader, await site.PhoneOfAsync(await group.AddAsync("B", role: 3)), await site.PhoneOfAsync(await group.AddAsync("C", role: 3))];
            var answers = await Task.WhenAll(
                RoleAsync(group, leaders[0], leaders[1].UserId, "member"), BanAsync(group, leaders[1], leaders[2].UserId),
                leaders[2].PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{leaders[0].UserId}"), ("member", $"{leaders[1].UserId}")),
                RoleAsync(group, leaders[1], leaders[1].UserId, "member"), RoleAsync(group, leaders[0], leaders[0].UserId, "member"));
            Assert.All(answers, answer => Assert.True((int)answer.StatusCode is 303 or 404 or 409, $"{answer.StatusCode}"));
            Assert.InRange(await site.CountAsync("memberships WHERE group_id = $1 AND role_id = 3", group.Id), 1, 2);
        }
    }

    [Fact]
    public async Task Many_at_once_are_all_changed_or_none()
    {
        var group = await site.NewGroupAsync();
        long ann = await group.AddAsync("Ann"), bob = await group.AddAsync("Bob"), gus = await group.AddAsync("Gus", role: 1);
        var stranger = await (await site.NewGroupAsync()).AddAsync("Strange");
        using var none = await BulkAsync(group, "Role&q=a&page=1", ("role", "leader"));
        Assert.Equal(422, (int)none.StatusCode);
        Assert.Contains("Choose somebody first", (await Phone.HtmlAsync(none)).QuerySelector("[role=alert]")!.TextContent);
        using var made = await BulkAsync(group, "Role&q=a", ("role", "leader"), Member(ann), Member(bob), Member(gus), Member(stranger));
        Assert.Equal($"{group.Path}/admin/members?q=a&done=leader&n=2", made.Headers.Location?.OriginalString);
        using var all = await BulkAsync(group, "Remove", Member(ann), Member(bob), Member(gus), Member(group.Leader.UserId));
        Assert.Equal(409, (int)all.StatusCode);
        Assert.Equal(4, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
        using var some = await BulkAsync(group, "Remove", Member(ann), Member(bob), Member(gus), Member(stranger));
        Assert.EndsWith("done=removed&n=3", some.Headers.Location?.OriginalString);
        Assert.Equal(1, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
        Assert.Equal(1, await site.CountAsync("memberships WHERE user_id = $1", stranger));
        Assert.Equal(3, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'removed'", group.Id));
    }

    [Fact]
    public async Task Who_is_banned_is_out_at_once_and_comes_back_by_no_code_until_it_is_lifted()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var own = (await ruth.PageAsync($"{group.Path}/code")).QuerySelector(".url a")!.GetAttribute("href")!.Split('/')[^1];
        using var banned = await BanAsync(group, group.Leader, ruth.UserId, ("reason", "Sold <b>vacuums</b>"), ("until", "week"));
        Assert.EndsWith("?done=banned&n=1", banned.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"{group.Path}/chat"));
        foreach (var code in new[] { group.Code, await group.NewPersonalCodeAsync(group.Leader.UserId), own })
            Assert.Equal(410, (int)(await ruth.PostAsync($"/j/{code}")).StatusCode);
        using (var stranger = site.NewPhone())
            Assert.Equal(410, (int)(await stranger.PostAsync($"/j/{own}", ("firstName", "Not Ruth"))).StatusCode);
        var list = await group.Leader.PageAsync($"{group.Path}/admin/members?show=banned");
        Assert.Contains("Sold <b>vacuums</b>", list.QuerySelector(".bans")!.TextContent);
        using var lifted = await BulkAsync(group, "Lift", Member(ruth.UserId));
        Assert.Equal(303, (int)lifted.StatusCode);
        using var twice = await BulkAsync(group, "Lift", Member(ruth.UserId));
        Assert.Equal(404, (int)twice.StatusCode);
        Assert.Equal(303, (int)(await ruth.PostAsync($"/j/{group.Code}")).StatusCode);
        Assert.Equal(own, (await ruth.PageAsync($"{group.Path}/code")).QuerySelector(".url a")!.GetAttribute("href")!.Split('/')[^1]);
        using (var friend = site.NewPhone())
            Assert.Equal(303, (int)(await friend.PostAsync($"/j/{own}", ("firstName", "Friend"))).StatusCode);
        Assert.Equal(["banned", "ban-lifted"], await site.SqlAsync<string[]>(
            "SELECT array_agg(action ORDER BY id) FROM audit_log WHERE group_id = $1 AND user_id = $2 AND actor_id = $3", group.Id, ruth.UserId, group.Leader.UserId));
    }

    [Fact]
    public async Task A_ban_that_has_run_out_lets_in_and_a_bad_one_keeps_what_was_typed()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var bad = await BanAsync(group, group.Leader, ruth.UserId, ("reason", new string('x', 281)), ("until", "week"));
        Assert.Equal(422, (int)bad.StatusCode);
        var page = await Phone.HtmlAsync(bad);
        Assert.Equal(new string('x', 281), page.QuerySelector("textarea")!.TextContent);
        Assert.Equal("week", page.QuerySelector("option[selected]")!.GetAttribute("value"));
        using var banned = await BanAsync(group, group.Leader, ruth.UserId, ("until", "day"));
        await site.SqlAsync("UPDATE bans SET expires_at = now() - interval '1 second' WHERE user_id = $1", ruth.UserId);
        Assert.Equal(303, (int)(await ruth.PostAsync($"/j/{group.Code}")).StatusCode);
        Assert.Empty((await group.Leader.PageAsync($"{group.Path}/admin/members?show=banned")).QuerySelectorAll(".bans"));
    }

    [Fact]
    public async Task Somebody_without_a_phone_is_added_by_name()
    {
        var group = await site.NewGroupAsync();
        using var bad = await BulkAsync(group, "Add", ("firstName", " "), ("lastName", "Moore"));
        Assert.Equal(422, (int)bad.StatusCode);
        var page = await Phone.HtmlAsync(bad);
        Assert.Equal("Moore", page.QuerySelector("[name=lastName]")!.GetAttribute("value"));
        Assert.Equal("Please give the first name.", page.GetElementById("firstName-error")!.TextContent);
        using var added = await BulkAsync(group, "Add", ("firstName", "Opa"), ("lastName", "Moore"));
        var place = added.Headers.Location!.OriginalString;
        Assert.Contains("Opa Moore", (await group.Leader.PageAsync(place)).QuerySelector("h1")!.TextContent);
        Assert.Contains("Opa", (await group.Leader.PageAsync(group.Path)).Body!.TextContent);
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'added' AND actor_id = $2", group.Id, group.Leader.UserId));
    }

    [Fact]
    public async Task Who_was_a_leader_a_moment_ago_changes_nothing()
    {
        var group = await site.NewGroupAsync();
        using var second = await site.PhoneOfAsync(await group.AddAsync("Second", role: 3));
        var ann = await group.AddAsync("Ann");
        await second.PageAsync($"{group.Path}/admin/members");
        // Behind the program's back, as another process a moment before its news arrives.
        await site.SqlAsync("SET session_replication_role = replica; UPDATE memberships SET role_id = 2 WHERE user_id = " + second.UserId);
        foreach (var answer in new[]
        {
            await RoleAsync(group, second, ann, "leader"), await BanAsync(group, second, ann),
            await second.PostAsync($"{group.Path}/admin/members?handler=Remove", Member(ann)),
            await second.PostAsync($"{group.Path}/admin/members?handler=Add", ("firstName", "Eve")),
        })
            Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal(3, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
    }

    [Theory]
    [InlineData("group", true)]
    [InlineData("leaders", true)]
    [InlineData("nobody", false)]
    public async Task Leaders_see_email_and_phone_unless_they_are_nobodys_business(string visibleTo, bool isShown)
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        await site.SqlAsync("UPDATE users SET email = $2, phone = '+442079460958', contact_visible_to = $3 WHERE id = $1", ann, $"ann{ann}@example.org", visibleTo);
        var facts = (await group.Leader.PageAsync($"{group.Path}/admin/members/{ann}")).QuerySelector(".facts")!.TextContent;
        Assert.Equal(isShown, facts.Contains("@example.org", StringComparison.Ordinal));
        Assert.Equal(isShown, facts.Contains("+442079460958", StringComparison.Ordinal));
        // What the leaders themselves noted is theirs.
        await site.SqlAsync("INSERT INTO member_notes (group_id, user_id, email) VALUES ($1, $2, 'noted@example.org')", group.Id, ann);
        facts = (await group.Leader.PageAsync($"{group.Path}/admin/members/{ann}")).QuerySelector(".facts")!.TextContent;
        Assert.Equal(!isShown, facts.Contains("noted@example.org", StringComparison.Ordinal));
    }

    private static (string, string) Member(long id) => ("member", $"{id}");

    private static Task<HttpResponseMessage> RoleAsync(TestGroup group, Phone by, long member, string role) =>
        by.PostAsync($"{group.Path}/admin/members/{member}?handler=Role", ("role", role));

    private static Task<HttpResponseMessage> BanAsync(TestGroup group, Phone by, long member, params (string, string)[] fields) =>
        by.PostAsync($"{group.Path}/admin/members/{member}?handler=Ban", fields.Length > 0 ? fields : [("until", "good")]);

    private static Task<HttpResponseMessage> BulkAsync(TestGroup group, string handler, params (string, string)[] fields) =>
        group.Leader.PostAsync($"{group.Path}/admin/members?handler={handler}", fields);
}
