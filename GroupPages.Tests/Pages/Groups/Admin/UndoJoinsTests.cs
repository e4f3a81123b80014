using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin;

/// <summary>/g/{slug}/admin/codes/{id}/undo: "everyone who joined by this code since 19:40".</summary>
public sealed class UndoJoinsTests(UndoJoinsTests.Site site) : IClassFixture<UndoJoinsTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private const string Since = "2026-01-01T19:40:00.000000Z";

    [Fact]
    public async Task Exactly_those_who_joined_by_the_code_since_then_are_out_and_can_be_put_back()
    {
        var group = await site.NewGroupAsync();
        var id = await group.CodeIdAsync(group.Code);
        using Phone early = await group.JoinAsync("Early"), leaked = await group.JoinAsync("Leaked"), waiting = await group.JoinAsync("Waiting"),
            risen = await group.JoinAsync("Risen"), other = site.NewPhone();
        await other.JoinAsync(await group.NewCodeAsync(), "Other");
        var before = await group.AddAsync("Before");
        await SetJoinedAsync(early, "2026-01-01T19:39Z");
        foreach (var phone in new[] { leaked, waiting, risen, other })
            await SetJoinedAsync(phone, "2026-01-01T19:40Z");
        await site.SqlAsync("UPDATE memberships SET role_id = 1 WHERE user_id = $1", waiting.UserId);
        await site.SqlAsync("UPDATE memberships SET role_id = 3 WHERE user_id = $1", risen.UserId);

        var preview = await group.Leader.PageAsync($"{group.Path}/admin/codes/{id}/undo?since={Since}");
        Assert.Equal(["Risen", "Waiting", "Leaked"], preview.QuerySelectorAll(".faces b").Select(name => name.TextContent));
        Assert.Contains("These 2 people", preview.QuerySelector("form.stack p")!.TextContent);

        await PostAsync(group, id, "", ("since", Since), ("revoke", "true"));
        Assert.Equal(HttpStatusCode.NotFound, await leaked.StatusAsync($"{group.Path}/chat"));
        Assert.Equal(HttpStatusCode.Gone, await waiting.StatusAsync($"/j/{group.Code}"));
        long[] stay = [early.UserId, risen.UserId, other.UserId, before, group.Leader.UserId];
        await HasAsync(group, stay);
        Assert.Equal(2, await site.CountAsync("audit_log WHERE group_id = $1 AND actor_id = $2 AND action = 'join-undone'", group.Id, group.Leader.UserId));

        var undo = (await group.Leader.PageAsync($"{group.Path}/admin/codes/{id}/undo")).QuerySelector("input[name=undo]")!.GetAttribute("value")!;
        await site.SqlAsync("INSERT INTO bans (group_id, user_id) VALUES ($1, $2)", group.Id, waiting.UserId);
        for (var i = 0; i < 2; i++)
            await PostAsync(group, id, "?handler=Back", ("undo", undo));
        Assert.Contains("They are back", (await group.Leader.PageAsync($"{group.Path}/admin/codes/{id}/undo?done=back")).QuerySelector("[role=status]")!.TextContent);
        await HasAsync(group, [.. stay, leaked.UserId]);
        Assert.Equal(HttpStatusCode.OK, await leaked.StatusAsync($"{group.Path}/chat"));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND user_id = $2 AND action = 'join-put-back'", group.Id, leaked.UserId));
    }

    [Fact]
    public async Task Leaders_go_only_when_that_is_said_and_never_the_one_who_asks_or_the_last()
    {
        var group = await site.NewGroupAsync();
        var id = await group.CodeIdAsync(group.Code);
        using Phone second = await group.JoinAsync("Second"), third = await group.JoinAsync("Third");
        using var admin = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        await site.SqlAsync("UPDATE memberships SET role_id = 3 WHERE user_id IN ($1, $2)", second.UserId, third.UserId);
        await Eventually.TrueAsync(async () => await second.StatusAsync($"{group.Path}/admin/codes") == HttpStatusCode.OK, TimeSpan.FromSeconds(2), "a leader now");
        Assert.StartsWith("Nobody but leaders came by", (await group.Leader.PageAsync($"{group.Path}/admin/codes/{id}/undo?since={Since}")).QuerySelector("form.stack p")!.TextContent);
        using (var _ = await second.PostAsync($"{group.Path}/admin/codes/{id}/undo", ("since", Since), ("leaders", "true")))
            await HasAsync(group, group.Leader.UserId, second.UserId);
        // Who deleted their account leads no more.
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", group.Leader.UserId);
        using (var _ = await admin.PostAsync($"{group.Path}/admin/codes/{id}/undo", ("since", Since), ("leaders", "true")))
            await HasAsync(group, group.Leader.UserId, second.UserId);
        await site.SqlAsync("DELETE FROM memberships WHERE user_id = $1", group.Leader.UserId);
        using (var _ = await admin.PostAsync($"{group.Path}/admin/codes/{id}/undo", ("since", Since), ("leaders", "true")))
            await HasAsync(group, second.UserId);
    }

    [Fact]
    public async Task Too_late_or_in_another_group_nothing_comes_back()
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        var id = await group.CodeIdAsync(group.Code);
        using var ruth = await group.JoinAsync("Ruth");
        await PostAsync(group, id, "", ("since", Since));
        var undo = await site.SqlAsync<long>("UPDATE undone_joins SET undone_at = undone_at - interval '8 days' WHERE group_id = $1 RETURNING id", group.Id);
        await PostAsync(group, id, "?handler=Back", ("undo", $"{undo}"));
        await site.SqlAsync("UPDATE undone_joins SET undone_at = now() WHERE id = $1", undo);
        await PostAsync(other, await other.CodeIdAsync(other.Code), "?handler=Back", ("undo", $"{undo}"));
        Assert.Equal(0, await site.CountAsync("memberships WHERE user_id = $1", ruth.UserId));
    }

    private Task SetJoinedAsync(Phone phone, string at) =>
        site.SqlAsync("UPDATE memberships SET joined_at = $2::text::timestamptz WHERE user_id = $1", phone.UserId, at);

    private async Task HasAsync(TestGroup group, params long[] people) => Assert.Equal(string.Join(' ', people.Order()),
        await site.SqlAsync<string>("SELECT string_agg(user_id::text, ' ' ORDER BY user_id) FROM memberships WHERE group_id = $1", group.Id));

    private static async Task PostAsync(TestGroup group, long code, string handler, params (string, string)[] fields)
    {
        using var response = await group.Leader.PostAsync($"{group.Path}/admin/codes/{code}/undo{handler}", fields);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
    }
}
