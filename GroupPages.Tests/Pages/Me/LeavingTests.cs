using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Me;

/// <summary>Leaving a group, deleting one's account, and coming back within 30 days.</summary>
public sealed class LeavingTests(LeavingTests.Site site) : IClassFixture<LeavingTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Whoever_leaves_a_group_is_gone_from_it_and_the_last_leader_stays()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await using var stream = await ruth.StreamAsync(group.ChatStream());
        using var left = await ruth.PostAsync("/me/groups", ("group", group.Slug));
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
        Assert.Equal(0, await site.CountAsync("memberships WHERE user_id = $1", ruth.UserId));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE user_id = $1 AND action = 'left' AND group_id = $2", ruth.UserId, group.Id));
        using var again = await ruth.PostAsync("/me/groups", ("group", group.Slug));
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        using var last = await group.Leader.PostAsync("/me/groups", ("group", group.Slug));
        Assert.Equal(HttpStatusCode.Conflict, last.StatusCode);
        Assert.Contains("only leader", (await Phone.HtmlAsync(last)).QuerySelector("[role=alert]")!.TextContent);
    }

    [Fact]
    public async Task Of_two_leaders_who_go_at_the_same_moment_by_whatever_way_one_stays()
    {
        foreach (var (one, other) in new[] { ("leave", "leave"), ("delete", "delete"), ("leave", "delete") })
        {
            for (var i = 0; i < 4; i++)
            {
                var group = await site.NewGroupAsync();
                using var second = await site.PhoneOfAsync(await group.AddAsync("Cleo", role: 3));
                var answers = await Task.WhenAll(GoAsync(group.Leader, one), GoAsync(second, other));
                Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
                Assert.Equal(1, await site.CountAsync("memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL WHERE m.group_id = $1 AND m.role_id = 3", group.Id));

                Task<HttpResponseMessage> GoAsync(Phone phone, string how) =>
                    how == "leave" ? phone.PostAsync("/me/groups", ("group", group.Slug)) : phone.PostAsync("/me/delete");
            }
        }
    }

    [Fact]
    public async Task A_deleted_account_is_signed_out_everywhere_and_unseen_and_the_way_back_restores_it()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var tablet = await site.PhoneOfAsync(ruth.UserId);
        var code = await group.NewPersonalCodeAsync(ruth.UserId);
        var tim = await group.NewManagedAsync("Tim", ruth.UserId);
        await using var stream = await tablet.StreamAsync(group.ChatStream());
        using var gone = await ruth.PostAsync("/me/delete");
        Assert.Equal(HttpStatusCode.SeeOther, gone.StatusCode);
        var goodbye = await ruth.PageAsync(gone.Headers.Location!.OriginalString);
        Assert.Equal("Goodbye", goodbye.QuerySelector("h1")!.TextContent);
        foreach (var phone in new[] { ruth, tablet })
            Assert.Equal(HttpStatusCode.Redirect, await phone.StatusAsync("/me"));
        await Eventually.TrueAsync(async () => await group.Leader.StatusAsync($"{group.Path}/people/{ruth.UserId}") == HttpStatusCode.NotFound, TimeSpan.FromSeconds(5), "gone from the people");
        await Eventually.TrueAsync(async () => await group.Leader.StatusAsync($"{group.Path}/people/{tim}") == HttpStatusCode.NotFound, TimeSpan.FromSeconds(5), "and whom only she looked after");
        await Eventually.TrueAsync(async () => await site.NewPhone().StatusAsync($"/j/{code}") == HttpStatusCode.Gone, TimeSpan.FromSeconds(5), "and her code lets nobody in");

        using var back = await ruth.PostAsync(new Uri(goodbye.QuerySelector(".url a")!.GetAttribute("href")!).PathAndQuery);
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await ruth.StatusAsync("/me"));
        foreach (var person in new[] { ruth.UserId, tim })
            await Eventually.TrueAsync(async () => await group.Leader.StatusAsync($"{group.Path}/people/{person}") == HttpStatusCode.OK, TimeSpan.FromSeconds(5), "back among the people");
        await Eventually.TrueAsync(async () => await site.NewPhone().StatusAsync($"/j/{code}") == HttpStatusCode.OK, TimeSpan.FromSeconds(5), "her code works again");
        using var twice = await tablet.PostAsync(new Uri(goodbye.QuerySelector(".url a")!.GetAttribute("href")!).PathAndQuery);
        Assert.NotEqual(HttpStatusCode.SeeOther, twice.StatusCode);
    }

    [Fact]
    public async Task The_code_of_the_way_back_ends_with_any_other_way_back()
    {
        using var ruth = await (await site.NewGroupAsync()).JoinAsync("Ruth");
        using var gone = await ruth.PostAsync("/me/delete");
        var code = gone.Headers.Location!.OriginalString.Split('=')[1];
        using var other = await site.PhoneOfAsync(ruth.UserId);
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/me"));
        using var late = await ruth.PostAsync($"/l/{code}");
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
    }

    [Fact]
    public async Task Whom_a_site_admin_deleted_does_not_come_back_by_signing_in_nor_anybody_after_thirty_days()
    {
        var group = await site.NewGroupAsync();
        foreach (var deleted in new[] { "deleted_at = now()", "deleted_at = now() - interval '31 days', leaving_at = now() - interval '31 days'" })
        {
            var ruth = await group.AddAsync("Ruth");
            await site.SqlAsync($"UPDATE users SET {deleted} WHERE id = $1", ruth);
            using var phone = site.NewPhone();
            using var answer = await phone.PostAsync($"/l/{await site.NewLoginCodeAsync(ruth)}");
            Assert.NotEqual(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND deleted_at IS NOT NULL", ruth));
        }
    }

    [Fact]
    public async Task The_last_leader_is_told_which_groups_keep_them()
    {
        var group = await site.NewGroupAsync();
        var name = await site.SqlAsync<string>("SELECT name FROM groups WHERE id = $1", group.Id);
        using var refused = await group.Leader.PostAsync("/me/delete");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains(name, (await Phone.HtmlAsync(refused)).QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal(1, await site.CountAsync("sessions WHERE user_id = $1", group.Leader.UserId));
    }
}
