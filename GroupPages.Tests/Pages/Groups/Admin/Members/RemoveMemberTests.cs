using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Members;

public sealed class RemoveMemberTests(RemoveMemberTests.Site site) : IClassFixture<RemoveMemberTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_removed_member_is_out_at_once_and_it_is_noted()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var response = await RemoveAsync(group, group.Leader, ruth.UserId);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal($"{group.Path}/admin/members?done=removed&n=1", response.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"{group.Path}/chat"));
        Assert.DoesNotContain("Ruth", (await group.Leader.PageAsync($"{group.Path}/admin/members")).Body!.TextContent);
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND actor_id = $2 AND user_id = $3 AND action = 'removed'", group.Id, group.Leader.UserId, ruth.UserId));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1", ruth.UserId));
    }

    [Fact]
    public async Task The_last_leader_cannot_go_and_is_told_why()
    {
        var group = await site.NewGroupAsync();
        using var admin = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        var before = await site.StateAsync();
        foreach (var phone in new[] { group.Leader, admin })
        {
            using var response = await RemoveAsync(group, phone, group.Leader.UserId);
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
            Assert.Contains("last leader", (await Phone.HtmlAsync(response)).QuerySelector("[role=alert]")!.TextContent);
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task One_of_two_leaders_may_leave()
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Second", role: 3);
        using var response = await RemoveAsync(group, group.Leader, group.Leader.UserId);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/", response.Headers.Location!.OriginalString);
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'left'", group.Id));
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync($"{group.Path}/admin/members"));
    }

    [Fact]
    public async Task Two_leaders_who_remove_each_other_at_once_never_leave_none()
    {
        for (var i = 0; i < 5; i++)
        {
            var group = await site.NewGroupAsync();
            using var second = await site.PhoneOfAsync(await group.AddAsync("Second", role: 3));
            var answers = await Task.WhenAll(RemoveAsync(group, group.Leader, second.UserId), RemoveAsync(group, second, group.Leader.UserId));
            Assert.Equal(1, await site.CountAsync("memberships WHERE group_id = $1 AND role_id = 3", group.Id));
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Three_leaders_who_all_leave_at_once_leave_one()
    {
        for (var i = 0; i < 4; i++)
        {
            var group = await site.NewGroupAsync();
            Phone[] leaders = [group.Leader, await site.PhoneOfAsync(await group.AddAsync("B", role: 3)), await site.PhoneOfAsync(await group.AddAsync("C", role: 3))];
            var answers = await Task.WhenAll(leaders.Select(leader => RemoveAsync(group, leader, leader.UserId)));
            Assert.Equal(1, await site.CountAsync("memberships WHERE group_id = $1 AND role_id = 3", group.Id));
            Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.SeeOther));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public async Task Nobody_of_that_number_is_404(string member)
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", member));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Somebody_of_another_group_stays_there()
    {
        TestGroup mine = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        var stranger = await other.AddAsync("Boaz");
        using var response = await RemoveAsync(mine, mine.Leader, stranger);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(1, await site.CountAsync("memberships WHERE user_id = $1", stranger));
    }

    private static Task<HttpResponseMessage> RemoveAsync(TestGroup group, Phone by, long member) =>
        by.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{member}"));
}
