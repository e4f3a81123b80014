using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Admin.Groups;

/// <summary>Memberships and roles of any group, at the desk.</summary>
public sealed class GroupPeopleTests(GroupPeopleTests.Site site) : IClassFixture<GroupPeopleTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Somebody_is_found_added_made_leader_and_removed_and_each_is_noted()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        var path = $"/admin/groups/{group.Slug}/edit/members";
        using var ruth = await site.PhoneOfAsync(await site.NewUserAsync("Ruthilde", "Lind"));
        var found = await ada.PageAsync($"{path}?find=ruthil");
        Assert.NotNull(found.QuerySelector($"form[action='{path}?handler=Add'] input[value='{ruth.UserId}']"));
        Assert.Contains("leader already", (await ada.PageAsync($"{path}?find=lea")).Body!.TextContent);

        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, path, "Add", ruth.UserId, "member"));
        Assert.Equal(HttpStatusCode.OK, await ruth.StatusAsync($"{group.Path}/chat"));
        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, path, "Role", ruth.UserId, "leader"));
        Assert.Equal(HttpStatusCode.OK, await ruth.StatusAsync($"{group.Path}/admin/members"));
        // After one more question, which needs no script.
        var remove = (await ada.PageAsync(path)).QuerySelectorAll("button[formaction$='handler=Remove']").Single(button => button.TextContent == "Yes, remove Ruthilde");
        Assert.Equal("Remove from the group", remove.Closest("details")!.QuerySelector("summary")!.TextContent);
        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, path, "Remove", ruth.UserId));
        Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"{group.Path}/chat"));
        Assert.Equal(["added", "role-changed", "removed"], await site.SqlAsync<string[]>(
            "SELECT array_agg(action ORDER BY id) FROM audit_log WHERE group_id = $1 AND user_id = $2 AND actor_id = $3", group.Id, ruth.UserId, ada.UserId));
        Assert.Equal("""{"after": {"role": "leader"}, "before": {"role": "member"}}""",
            await site.SqlAsync<string>("SELECT details::text FROM audit_log WHERE user_id = $1 AND action = 'role-changed'", ruth.UserId));
    }

    [Fact]
    public async Task Who_is_sent_back_to_the_lobby_hears_nothing_of_the_room_until_they_are_let_in_again()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        var path = $"/admin/groups/{group.Slug}/edit/members";
        using var ruth = await group.JoinAsync("Ruth");
        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, path, "Role", ruth.UserId, "guest"));
        Assert.Equal(0, await site.CountAsync("participants WHERE user_id = $1", ruth.UserId));
        await group.Leader.SayAsync(group, "Among us");
        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, path, "Role", ruth.UserId, "member"));
        Assert.Equal(1, await site.CountAsync("participants WHERE user_id = $1 AND last_read_seq = 1 AND read_count = 1", ruth.UserId));
    }

    [Fact]
    public async Task The_last_leader_keeps_the_role_and_a_banned_person_stays_out()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        var path = $"/admin/groups/{group.Slug}/edit/members";
        Assert.Equal(HttpStatusCode.Conflict, await DoAsync(ada, path, "Role", group.Leader.UserId, "member"));
        Assert.Equal(HttpStatusCode.Conflict, await DoAsync(ada, path, "Remove", group.Leader.UserId));
        var banned = await site.NewUserAsync("Bob");
        await site.SqlAsync("INSERT INTO bans (group_id, user_id) VALUES ($1, $2)", group.Id, banned);
        Assert.Equal(HttpStatusCode.Conflict, await DoAsync(ada, path, "Add", banned, "member"));
        Assert.Equal(HttpStatusCode.NotFound, await DoAsync(ada, path, "Add", banned, "king"));
        Assert.Equal(HttpStatusCode.NotFound, await DoAsync(ada, path, "Add", 999_999, "member"));
        Assert.Equal(1, await site.CountAsync("memberships WHERE group_id = $1", group.Id));
    }

    [Fact]
    public async Task Leaders_who_are_demoted_removed_and_deleted_at_once_leave_one()
    {
        using var ada = await AdminAsync();
        for (var i = 0; i < 4; i++)
        {
            var group = await site.NewGroupAsync();
            var path = $"/admin/groups/{group.Slug}/edit/members";
            long second = await group.AddAsync("B", role: 3), third = await group.AddAsync("C", role: 3);
            await Task.WhenAll(
                DoAsync(ada, path, "Role", group.Leader.UserId, "member"), DoAsync(ada, path, "Remove", second),
                DoAsync(ada, $"/admin/users/{third}/edit", "Delete", third));
            Assert.Equal(1, await site.CountAsync("memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL WHERE m.group_id = $1 AND m.role_id = 3", group.Id));
        }
    }

    private static async Task<HttpStatusCode> DoAsync(Phone by, string path, string what, long member, string role = "")
    {
        using var answer = await by.PostAsync($"{path}?handler={what}", ("member", $"{member}"), ("role", role));
        return answer.StatusCode;
    }

    private async Task<Phone> AdminAsync() => await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
}
