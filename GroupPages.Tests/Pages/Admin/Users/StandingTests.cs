using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Admin.Users;

/// <summary>Who is here, who is deleted, who is a site admin: and what never happens, however many change it at once.</summary>
public sealed class StandingTests(StandingTests.Site site, SharedCluster shared) : IClassFixture<StandingTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Whoever_is_deleted_is_out_everywhere_and_comes_back_whole_when_restored()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await ruth.SayAsync(group, "I was here");
        await using var stream = await ruth.StreamAsync(group.ChatStream(after: 1));
        using var code = await ada.PostAsync($"/admin/users/{ruth.UserId}/edit?handler=Code");

        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, ruth.UserId, "Delete"));
        Assert.Equal(HttpStatusCode.NotFound, await ruth.StatusAsync($"{group.Path}/chat"));
        Assert.Equal("bye", (await stream.NextAsync(TimeSpan.FromSeconds(2)))?.Name);
        // Told at once: the desk's answer waits until the group's page shows it.
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync($"{group.Path}/people/{ruth.UserId}"));
        Assert.Contains("I was here", await group.Leader.Http.GetStringAsync($"{group.Path}/chat"));
        Assert.Equal(0, await site.CountAsync("sessions WHERE user_id = $1", ruth.UserId));
        Assert.Equal(0, await site.CountAsync("login_codes WHERE user_id = $1", ruth.UserId));

        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, ruth.UserId, "Restore"));
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"{group.Path}/people/{ruth.UserId}"));
        Assert.Equal(["user-deleted", "user-restored"], await ActionsAsync(ruth.UserId, ada));
    }

    [Fact]
    public async Task Erasure_takes_the_person_and_every_word_and_leaves_the_places()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruthilde");
        await ruth.SayAsync(group, "zwieback one");
        await ruth.SayAsync(group, "zwieback two");
        await group.Leader.SayAsync(group, "not hers");
        var seq = await site.SqlAsync<long>("SELECT min(seq) FROM messages WHERE author_id = $1", ruth.UserId);
        using (var edited = await ruth.PostAsync($"/chat/{group.Room}/{seq}/edit", ("text", "zwieback three")))
            Assert.Equal(HttpStatusCode.SeeOther, edited.StatusCode);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(await site.SqlAsync<long>("SELECT last_seq FROM conversations WHERE id = $1", group.Room)));

        Assert.Equal(HttpStatusCode.Conflict, await DoAsync(ada, ruth.UserId, "Erase"));
        await DoAsync(ada, ruth.UserId, "Delete");
        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, ruth.UserId, "Erase"));
        foreach (var message in await LiveMessage.TakeAsync(stream, 2))
            Assert.Contains("Message deleted", message.Item.TextContent);
        var dump = await site.SqlAsync<string>("SELECT database_to_xml(true, true, '')::text");
        Assert.DoesNotContain("zwieback", dump);
        Assert.DoesNotContain("Ruthilde", dump);
        var chat = await group.Leader.PageAsync($"{group.Path}/chat");
        Assert.Equal(2, chat.QuerySelectorAll(".message.deleted").Length);
        Assert.Contains("not hers", chat.Body!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, await ada.StatusAsync($"/admin/users/{ruth.UserId}/edit"));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE actor_id = $1 AND action = 'user-erased'", ada.UserId));
    }

    [Fact]
    public async Task A_poster_goes_on_letting_people_in_when_the_leader_who_made_it_is_erased()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        await group.AddAsync("Second", role: 3);
        await DoAsync(ada, group.Leader.UserId, "Delete");
        await DoAsync(ada, group.Leader.UserId, "Erase");
        using var newcomer = await group.JoinAsync("Tom");
        Assert.Equal(HttpStatusCode.OK, await newcomer.StatusAsync($"{group.Path}/chat"));
    }

    [Fact]
    public async Task A_restore_at_the_moment_of_an_erasure_either_comes_first_or_is_too_late()
    {
        using var ada = await AdminAsync();
        for (var i = 0; i < 4; i++)
        {
            var user = await site.NewUserAsync("Ruth");
            await DoAsync(ada, user, "Delete");
            var answers = await Task.WhenAll(DoAsync(ada, user, "Restore"), DoAsync(ada, user, "Erase"));
            var isThere = await site.CountAsync("users WHERE id = $1 AND deleted_at IS NULL", user);
            Assert.Equal(answers[0] == HttpStatusCode.SeeOther ? 1 : 0, isThere);
            Assert.Equal(1 - isThere, await site.CountAsync("audit_log WHERE action = 'user-erased' AND (details ->> 'user')::bigint = $1", user));
        }
    }

    [Fact]
    public async Task Of_two_who_restore_at_once_the_slower_is_not_told_that_it_is_too_late()
    {
        using var ada = await AdminAsync();
        var user = await site.NewUserAsync("Ruth");
        await DoAsync(ada, user, "Delete");
        var both = await site.HeldUpAsync($"SELECT FROM users WHERE id = {user} FOR UPDATE", waiting: 2,
            () => Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ada.PostAsync($"/admin/users/{user}/edit?handler=Restore"))));
        var slower = both.Single(answer => answer.StatusCode == HttpStatusCode.Conflict);
        Assert.Contains("Somebody else was faster", await slower.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_erase_at_once_it_is_noted_once()
    {
        using var ada = await AdminAsync();
        var user = await site.NewUserAsync("Ruth");
        await DoAsync(ada, user, "Delete");
        var both = await site.HeldUpAsync($"SELECT FROM users WHERE id = {user} FOR UPDATE", waiting: 2,
            () => Task.WhenAll(Enumerable.Range(0, 2).Select(_ => DoAsync(ada, user, "Erase"))));
        Assert.Contains(HttpStatusCode.SeeOther, both);
        Assert.Equal(0, await site.CountAsync("users WHERE id = $1", user));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE action = 'user-erased' AND (details ->> 'user')::bigint = $1", user));
    }

    [Fact]
    public async Task What_was_deleted_too_long_ago_stays_deleted()
    {
        using var ada = await AdminAsync();
        var user = await site.NewUserAsync("Ruth");
        await site.SqlAsync("UPDATE users SET deleted_at = now() - interval '31 days' WHERE id = $1", user);
        Assert.Equal(HttpStatusCode.Conflict, await DoAsync(ada, user, "Restore"));
    }

    [Fact]
    public async Task Site_admins_are_appointed_and_dismissed_and_it_is_noted()
    {
        using var ada = await AdminAsync();
        using var bo = await site.PhoneOfAsync(await site.NewUserAsync("Bo"));
        Assert.Equal(HttpStatusCode.NotFound, await bo.StatusAsync("/admin"));
        await DoAsync(ada, bo.UserId, "Appoint");
        Assert.Equal(HttpStatusCode.OK, await bo.StatusAsync("/admin"));
        await DoAsync(ada, bo.UserId, "Dismiss");
        Assert.Equal(HttpStatusCode.NotFound, await bo.StatusAsync("/admin"));
        Assert.Equal(["site-admin-appointed", "site-admin-dismissed"], await ActionsAsync(bo.UserId, ada));
        await site.SqlAsync("UPDATE users SET is_managed = true WHERE id = $1", bo.UserId);
        Assert.Equal(HttpStatusCode.Conflict, await DoAsync(ada, bo.UserId, "Appoint"));
    }

    [Theory]
    [InlineData("Dismiss")]
    [InlineData("Delete")]
    public async Task Site_admins_who_end_each_other_at_once_leave_one(string how)
    {
        await using var alone = new AloneSite(shared);
        await alone.InitializeAsync();
        for (var i = 0; i < 3; i++)
        {
            await alone.SqlAsync("UPDATE users SET is_site_admin = false");
            using var a = await alone.PhoneOfAsync(await alone.NewUserAsync("A", isSiteAdmin: true));
            using var b = await alone.PhoneOfAsync(await alone.NewUserAsync("B", isSiteAdmin: true));
            var answers = await Task.WhenAll(DoAsync(a, b.UserId, how), DoAsync(b, a.UserId, how));
            Assert.Equal(1, await alone.CountAsync("users WHERE is_site_admin AND deleted_at IS NULL"));
            Assert.Single(answers, HttpStatusCode.SeeOther);
            var last = await alone.SqlAsync<long>("SELECT id FROM users WHERE is_site_admin AND deleted_at IS NULL");
            Assert.Equal(HttpStatusCode.Conflict, await DoAsync(last == a.UserId ? a : b, last, how));
            using var leaving = await (last == a.UserId ? a : b).PostAsync("/me/delete");
            Assert.Contains("only site admin", (await Phone.HtmlAsync(leaving)).QuerySelector("[role=alert]")!.TextContent);
        }
    }

    [Fact]
    public async Task Leaders_who_are_deleted_at_once_leave_their_group_one()
    {
        using var ada = await AdminAsync();
        for (var i = 0; i < 3; i++)
        {
            var group = await site.NewGroupAsync();
            var second = await group.AddAsync("Second", role: 3);
            var answers = await Task.WhenAll(DoAsync(ada, group.Leader.UserId, "Delete"), DoAsync(ada, second, "Delete"));
            Assert.Equal(1, await site.CountAsync("memberships m JOIN users u ON u.id = m.user_id WHERE m.group_id = $1 AND m.role_id = 3 AND u.deleted_at IS NULL", group.Id));
            Assert.Single(answers, HttpStatusCode.Conflict);
        }
    }

    private static async Task<HttpStatusCode> DoAsync(Phone by, long user, string what)
    {
        using var answer = await by.PostAsync($"/admin/users/{user}/edit?handler={what}");
        return answer.StatusCode;
    }

    private async Task<Phone> AdminAsync() => await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));

    private async Task<string[]> ActionsAsync(long user, Phone by) => await site.SqlAsync<string[]>(
        "SELECT array_agg(action ORDER BY id) FROM audit_log WHERE user_id = $1 AND actor_id = $2 AND action <> 'login-code-made'", user, by.UserId);

    /// <summary>A site whose site admins are this test's alone.</summary>
    private sealed class AloneSite(SharedCluster shared) : WatchedSite(shared);
}
