using System.Net;
using GroupPages.Tests.Support;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Pages.Me;

/// <summary>/me/users: people without a login and those who look after them.</summary>
public sealed class ManagedUserTests(ManagedUserTests.Site site) : IClassFixture<ManagedUserTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_child_made_once_is_among_the_people_and_marked_for_leaders_alone()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var form = await ruth.PageAsync("/me/users/create");
        var key = form.QuerySelector("[name=key]")!.GetAttribute("value")!;
        Assert.NotNull(form.QuerySelector($"[name=groups][value='{group.Id}'][checked]"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            ruth.PostAsync("/me/users/create", ("firstName", " Tim "), ("lastName", "Moab"), ("groups", $"{group.Id}"), ("key", key))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        var tim = await site.SqlAsync<long>("SELECT max(user_id) FROM guardians WHERE guardian_id = $1", ruth.UserId);
        Assert.Equal(1, await site.CountAsync("guardians WHERE guardian_id = $1", ruth.UserId));
        Assert.Contains("Tim Moab", (await ruth.PageAsync("/me/users")).QuerySelector(".rows")!.TextContent);
        await Eventually.TrueAsync(async () => (await ruth.PageAsync(group.Path)).QuerySelector("main")!.TextContent.Contains("Tim", StringComparison.Ordinal),
            TimeSpan.FromSeconds(5), "the child must be among the people");
        Assert.DoesNotContain("looked after", (await ruth.PageAsync($"{group.Path}/people/{tim}")).QuerySelector("main")!.TextContent);
        Assert.Contains("looked after by Ruth", (await group.Leader.PageAsync($"{group.Path}/people/{tim}")).QuerySelector("main")!.TextContent);
        Assert.Null((await ruth.PageAsync($"{group.Path}/people/{tim}")).QuerySelector("form[action='/chat/new']"));
    }

    [Fact]
    public async Task Their_photo_is_given_and_taken_by_who_looks_after_them()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var tim = await group.NewManagedAsync("Tim", ruth.UserId);
        foreach (var (phone, expected) in new[] { (group.Leader, HttpStatusCode.NotFound), (ruth, HttpStatusCode.SeeOther) })
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(SamplePhotos.Jpeg(300, 300)) { Headers = { ContentType = new("image/jpeg") } }, "photo", "tim.jpg" } };
            using var answer = await phone.Http.PostAsync($"/me/users/{tim}/photo", form);
            Assert.Equal(expected, answer.StatusCode);
        }
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND photo IS NOT NULL", tim));
        Assert.NotNull((await ruth.PageAsync("/me/users")).QuerySelector("img.avatar"));
        using var removed = await ruth.PostAsync($"/me/users/{tim}/photo", ("remove", "on"));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND photo IS NULL", tim));
    }

    [Fact]
    public async Task A_photo_may_come_with_the_name_and_one_that_is_none_holds_back_both()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        foreach (var (photo, name) in new[] { (SamplePhotos.Svg(), "Tim"), (SamplePhotos.Jpeg(300, 200), "") })
        {
            using var refused = await ruth.PostPortraitAsync(photo, path: "/me/users/create", fields: [("firstName", name), ("lastName", "Moab")]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            var page = await Phone.HtmlAsync(refused);
            Assert.NotEmpty(page.QuerySelector("#photo-error")!.TextContent);
            Assert.Equal("Moab", page.QuerySelector("#lastName")!.GetAttribute("value"));
        }
        Assert.Equal(0, await site.CountAsync("guardians WHERE guardian_id = $1", ruth.UserId));
        using var made = await ruth.PostPortraitAsync(SamplePhotos.Jpeg(300, 200), path: "/me/users/create",
            fields: [("firstName", "Tim"), ("lastName", "Moab"), ("groups", $"{group.Id}")]);
        Assert.Equal(HttpStatusCode.SeeOther, made.StatusCode);
        Assert.NotNull((await ruth.PageAsync(made.Headers.Location!.OriginalString)).QuerySelector("img.avatar"));
        Assert.Equal(1, await site.CountAsync("users u JOIN memberships m ON m.user_id = u.id WHERE m.group_id = $1 AND u.is_managed AND u.photo IS NOT NULL", group.Id));
    }

    [Fact]
    public async Task Nobody_signs_in_as_them_or_writes_to_them()
    {
        var group = await site.NewGroupAsync();
        var tim = await group.NewManagedAsync("Tim", group.Leader.UserId);
        using var phone = site.NewPhone();
        var code = await site.NewLoginCodeAsync(tim);
        using var used = await phone.PostAsync($"/l/{code}");
        Assert.NotEqual(HttpStatusCode.SeeOther, used.StatusCode);
        await Assert.ThrowsAsync<PostgresException>(() => site.SqlAsync(
            "INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (sha256('x'), $1, now() + interval '1 day')", tim));
        using var started = await group.Leader.StartAsync([tim], []);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, started.StatusCode);
        Assert.DoesNotContain("Tim", (await group.Leader.PageAsync("/chat/new")).QuerySelector("#people")!.TextContent);
    }

    [Fact]
    public async Task Names_and_groups_are_changed_by_who_looks_after_them_within_their_own_groups()
    {
        TestGroup here = await site.NewGroupAsync(), there = await site.NewGroupAsync(), elsewhere = await site.NewGroupAsync();
        using var ruth = await here.JoinAsync("Ruth");
        await there.AddAsync(ruth.UserId);
        var tim = await here.NewManagedAsync("Tim", ruth.UserId);
        using var saved = await ruth.PostAsync($"/me/users/{tim}/edit", ("firstName", "Timo"), ("lastName", ""), ("groups", $"{there.Id}"), ("groups", $"{elsewhere.Id}"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal([there.Id], await site.SqlAsync<long[]>("SELECT array_agg(group_id) FROM memberships WHERE user_id = $1", tim));
        Assert.Equal("Timo", await site.SqlAsync<string>("SELECT first_name FROM users WHERE id = $1", tim));
        await site.SqlAsync("INSERT INTO bans (group_id, user_id) VALUES ($1, $2)", here.Id, tim);
        using var banned = await ruth.PostAsync($"/me/users/{tim}/edit", ("firstName", "Timo"), ("lastName", ""), ("groups", $"{here.Id}"), ("groups", $"{there.Id}"));
        Assert.Equal([there.Id], await site.SqlAsync<long[]>("SELECT array_agg(group_id) FROM memberships WHERE user_id = $1", tim));
        using var bad = await ruth.PostAsync($"/me/users/{tim}/edit", ("firstName", " "), ("lastName", new string('x', 41)), ("groups", $"{there.Id}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Equal(2, (await Phone.HtmlAsync(bad)).QuerySelectorAll(".errors a").Length);
    }

    [Fact]
    public async Task In_a_group_with_a_lobby_a_member_brings_a_child_into_the_lobby_and_a_leader_into_the_group()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var ruth = await site.PhoneOfAsync(await group.AddAsync("Ruth"));
        foreach (var (phone, role) in new[] { (ruth, (short)1), (group.Leader, (short)2) })
        {
            using var made = await phone.PostAsync("/me/users/create", ("firstName", "Tim"), ("lastName", ""), ("groups", $"{group.Id}"));
            Assert.Equal(role, await site.SqlAsync<short>(
                "SELECT role_id FROM memberships WHERE user_id = (SELECT user_id FROM guardians WHERE guardian_id = $1)", phone.UserId));
        }
    }

    [Fact]
    public async Task To_be_looked_after_together_or_instead_and_the_other_finds_a_notice()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var boaz = await group.JoinAsync("Boaz");
        var stranger = await site.NewUserAsync("Stranger");
        var tim = await group.NewManagedAsync("Tim", ruth.UserId);
        foreach (var (person, expected) in new[] { ($"{stranger}", HttpStatusCode.NotFound), ($"{tim}", HttpStatusCode.NotFound), ("", HttpStatusCode.UnprocessableEntity) })
        {
            using var refused = await ruth.PostAsync($"/me/users/{tim}/share", ("person", person));
            Assert.Equal(expected, refused.StatusCode);
        }
        Assert.Equal(HttpStatusCode.NotFound, await boaz.StatusAsync($"/me/users/{tim}/edit"));
        using var shared = await ruth.PostAsync($"/me/users/{tim}/share", ("person", $"{boaz.UserId}"));
        Assert.Equal(HttpStatusCode.SeeOther, shared.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await boaz.StatusAsync($"/me/users/{tim}/edit"));
        Assert.Equal("Ruth would like you to help look after Tim. You find them under Me, People I look after.",
            await site.SqlAsync<string>("SELECT text FROM notices WHERE user_id = $1", boaz.UserId));
        using var handed = await boaz.PostAsync($"/me/users/{tim}/share", ("person", $"{group.Leader.UserId}"), ("instead", "1"));
        Assert.Equal(HttpStatusCode.SeeOther, handed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await boaz.StatusAsync($"/me/users/{tim}/edit"));
    }

    [Fact]
    public async Task Of_two_who_stop_at_the_same_moment_one_stays()
    {
        var group = await site.NewGroupAsync();
        for (var i = 0; i < 5; i++)
        {
            using var ruth = await site.PhoneOfAsync(await group.AddAsync("Ruth"));
            using var boaz = await site.PhoneOfAsync(await group.AddAsync("Boaz"));
            var tim = await group.NewManagedAsync("Tim", ruth.UserId, boaz.UserId);
            var answers = await Task.WhenAll(new[] { ruth, boaz }.Select(phone => phone.PostAsync($"/me/users/{tim}/edit?handler=Stop")));
            Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
            Assert.Equal(1, await site.CountAsync("guardians WHERE user_id = $1", tim));
        }
    }

    [Fact]
    public async Task Removed_they_are_gone_everywhere_and_can_be_brought_back()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var tim = await group.NewManagedAsync("Tim", ruth.UserId);
        using var removed = await ruth.PostAsync($"/me/users/{tim}/edit?handler=Remove");
        Assert.Equal(HttpStatusCode.SeeOther, removed.StatusCode);
        await Eventually.TrueAsync(async () => await ruth.StatusAsync($"{group.Path}/people/{tim}") == HttpStatusCode.NotFound, TimeSpan.FromSeconds(5), "gone from the people");
        Assert.Contains("Bring back", (await ruth.PageAsync("/me/users")).QuerySelector("main")!.TextContent);
        using var back = await ruth.PostAsync($"/me/users/{tim}/edit?handler=Restore");
        await Eventually.TrueAsync(async () => await ruth.StatusAsync($"{group.Path}/people/{tim}") == HttpStatusCode.OK, TimeSpan.FromSeconds(5), "back among the people");
        Assert.Equal(["managed-removed", "managed-restored"], await site.SqlAsync<string[]>(
            "SELECT array_agg(action ORDER BY id) FROM audit_log WHERE user_id = $1 AND actor_id = $2 AND group_id = $3", tim, ruth.UserId, group.Id));
    }
}
