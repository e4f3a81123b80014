using System.Net;
using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Admin.Groups;

/// <summary>Groups at the desk: made, changed, deleted, restored, erased.</summary>
public sealed class GroupDeskTests(GroupDeskTests.Site site) : IClassFixture<GroupDeskTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_group_is_made_with_its_room_and_an_address_out_of_its_name()
    {
        using var ada = await AdminAsync();
        using var made = await ada.PostAsync("/admin/groups/create", ("name", "Chor St. Bärbel’s"), ("description", "We sing"), ("joinPolicy", "approval"), ("visibility", "hidden"));
        Assert.Equal("/admin/groups/chor-st-barbels/edit/members?done=created", made.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await ada.StatusAsync("/g/chor-st-barbels/chat"));
        Assert.Equal(1, await site.CountAsync("groups g JOIN audit_log a ON a.group_id = g.id AND a.action = 'group-created' WHERE g.slug = 'chor-st-barbels' AND g.visibility = 'hidden' AND g.join_policy = 'approval'"));
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_and_what_was_typed_stays()
    {
        using var ada = await AdminAsync();
        using var answer = await ada.PostAsync("/admin/groups/create", ("name", "No"), ("slug", "kept"), ("roomPause", "soon"), ("description", "Kept, too"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Phone.HtmlAsync(answer);
        Assert.Equal("The name has 3 to 80 characters.", page.GetElementById("name-error")!.TextContent);
        Assert.NotNull(page.GetElementById("roomPause-error"));
        Assert.Equal("kept", Value(page, "slug"));
        Assert.Equal("Kept, too", page.GetElementById("description")!.TextContent);
        using var bad = await ada.PostAsync("/admin/groups/create", ("name", "Good name"), ("slug", "Bad_slug"));
        Assert.NotNull((await Phone.HtmlAsync(bad)).GetElementById("slug-error"));
        foreach (var choice in new[] { "typeId", "joinPolicy", "visibility", "personalCodes", "roomWriters", "newcomersShare" })
        {
            using var strange = await ada.PostAsync("/admin/groups/create", ("name", "Good name"), (choice, "nonsense"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, strange.StatusCode);
            Assert.NotNull((await Phone.HtmlAsync(strange)).GetElementById($"{choice}-error"));
        }
    }

    [Fact]
    public async Task Of_two_who_take_one_address_at_once_one_is_told_beside_the_field()
    {
        using var ada = await AdminAsync();
        for (var i = 0; i < 3; i++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => ada.PostAsync("/admin/groups/create", ("name", $"Same {n}"), ("slug", $"same-{i}"))));
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
            foreach (var refused in answers.Where(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity))
                Assert.Contains("has this address", (await Phone.HtmlAsync(refused)).GetElementById("slug-error")!.TextContent);
            Assert.Equal(1, await site.CountAsync("groups WHERE slug = $1", $"same-{i}"));
        }
    }

    [Fact]
    public async Task The_second_of_two_who_edit_one_group_is_shown_both_even_when_its_address_changed()
    {
        using var ada = await AdminAsync();
        using var bo = await AdminAsync();
        var group = await site.NewGroupAsync();
        var path = $"/admin/groups/{group.Slug}/edit";
        IHtmlDocument first = await ada.PageAsync(path), second = await bo.PageAsync(path);
        using (var saved = await Forms.SendAsync(ada, first, ("name", "From Ada"), ("slug", $"{group.Slug}-new")))
            Assert.Equal($"/admin/groups/{group.Slug}-new/edit?done=saved", saved.Headers.Location!.OriginalString);
        Assert.Equal("From Ada", (await group.Leader.PageAsync($"/g/{group.Slug}-new")).QuerySelector(".group")!.TextContent);

        using var late = await Forms.SendAsync(bo, second, ("description", "From Bo"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var page = await Phone.HtmlAsync(late);
        Assert.Equal("From Bo", page.GetElementById("description")!.TextContent);
        Assert.Equal("Now saved: From Ada", page.GetElementById("name-theirs")!.TextContent);
        Assert.Equal("For tests only.", await site.SqlAsync<string>("SELECT description FROM groups WHERE id = $1", group.Id));
        Assert.Equal("""{"after": {"name": "From Ada", "slug": "SLUG-new"}, "before": {"name": "Test SLUG", "slug": "SLUG"}}""".Replace("SLUG", group.Slug, StringComparison.Ordinal),
            await site.SqlAsync<string>("SELECT details::text FROM audit_log WHERE group_id = $1 AND action = 'group-edited'", group.Id));
        using var anyway = await Forms.SendAsync(bo, page, ("name", "Both"));
        Assert.Equal(HttpStatusCode.SeeOther, anyway.StatusCode);
    }

    [Fact]
    public async Task A_deleted_group_is_gone_for_everybody_with_its_codes_and_streams_until_it_is_restored()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var personal = await group.NewPersonalCodeAsync(ruth.UserId);
        await using var stream = await ruth.StreamAsync(group.ChatStream());
        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, group, "Delete"));
        Assert.Equal("bye", (await stream.NextAsync(TimeSpan.FromSeconds(2)))?.Name);
        foreach (var path in new[] { group.Path, $"{group.Path}/chat", $"{group.Path}/admin/members", $"/j/{group.Code}", $"/j/{personal}", $"/chat/{group.Room}" })
            Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync(path));
        using (var write = await group.Leader.PostAsync($"/chat/{group.Room}", ("text", "Hello?")))
            Assert.Equal(HttpStatusCode.NotFound, write.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await ada.StatusAsync($"/admin/groups/{group.Slug}/edit"));
        Assert.Contains(group.Slug, (await ada.PageAsync("/admin/groups?show=deleted")).Body!.TextContent);

        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, group, "Restore"));
        Assert.Equal(HttpStatusCode.OK, await ruth.StatusAsync($"{group.Path}/chat"));
        using var newcomer = await group.JoinAsync("Tom");
    }

    [Fact]
    public async Task An_erased_group_leaves_its_people_and_a_line_in_the_log()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await ruth.SayAsync(group, "rusk");
        Assert.Equal(HttpStatusCode.Conflict, await DoAsync(ada, group, "Erase"));
        await DoAsync(ada, group, "Delete");
        Assert.Equal(HttpStatusCode.SeeOther, await DoAsync(ada, group, "Erase"));
        Assert.Equal(0, await site.CountAsync("groups WHERE id = $1", group.Id));
        Assert.Equal(0, await site.CountAsync("messages WHERE text = 'rusk'"));
        Assert.Equal(1, await site.CountAsync("users WHERE id = $1 AND deleted_at IS NULL", ruth.UserId));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE action = 'group-erased' AND details ->> 'slug' = $1 AND actor_id = $2", group.Slug, ada.UserId));
    }

    [Fact]
    public async Task Lists_of_a_thousand_groups_take_one_query_and_count_rightly()
    {
        using var ada = await AdminAsync();
        var group = await site.NewGroupAsync();
        await group.AddAsync("Mia");
        await group.AddAsync("Gus", role: 1);
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", await group.AddAsync("Gone"));
        await site.SqlAsync("INSERT INTO groups (slug, name) SELECT 'thousand-' || n, 'Thousand ' || n FROM generate_series(1, 1000) n");
        await ada.PageAsync("/admin");
        using var count = new QueryCount(site.Database);
        foreach (var query in new[] { "", "?q=thousand+5", "?sort=name", "?q=no-such" })
            Assert.Equal(1, (await count.OfAsync(() => ada.PageAsync($"/admin/groups{query}"))).Queries);
        var row = (await ada.PageAsync($"/admin/groups?q={group.Slug}")).QuerySelector($"a[href='/admin/groups/{group.Slug}/edit']")!;
        Assert.Contains("2 people", row.TextContent);
        Assert.Contains("1 waiting", row.TextContent);
        foreach (var path in new[] { $"/admin/groups/{group.Slug}/edit/members", $"/admin/groups/{group.Slug}/edit/members?find=mia" })
            Assert.InRange((await count.OfAsync(() => ada.PageAsync(path))).Queries, 1, 2);
    }

    private static async Task<HttpStatusCode> DoAsync(Phone by, TestGroup group, string what)
    {
        using var answer = await by.PostAsync($"/admin/groups/{group.Slug}/edit?handler={what}");
        return answer.StatusCode;
    }

    private async Task<Phone> AdminAsync() => await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));

    private static string? Value(IHtmlDocument page, string field) => ((IHtmlInputElement)page.GetElementById(field)!).Value;
}
