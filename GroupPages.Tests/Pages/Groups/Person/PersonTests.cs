using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Person;

/// <summary>One person's page: what they show, to whom, and what the reader noted.</summary>
public sealed class PersonTests(PersonTests.Site site) : IClassFixture<PersonTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData("group", true, true, true)]
    [InlineData("leaders", false, true, true)]
    [InlineData("nobody", false, false, false)]
    public async Task Phone_and_email_are_for_whom_they_are_shown_to(string audience, bool member, bool leader, bool admin)
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        await site.SqlAsync("UPDATE users SET phone = '+442079460958', email = $2, about = 'Sings', contact_visible_to = $3 WHERE id = $1",
            ann, $"ann{group.Id}@example.org", audience);
        using var bo = await site.PhoneOfAsync(await group.AddAsync("Bo"));
        using var ada = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        using var self = await site.PhoneOfAsync(ann);
        foreach (var (phone, sees) in new[] { (bo, member), (group.Leader, leader), (ada, admin), (self, true) })
        {
            var html = (await phone.PageAsync($"{group.Path}/people/{ann}")).Body!;
            Assert.Contains("Sings", html.TextContent);
            Assert.Equal(sees, html.QuerySelector("a[href='tel:+442079460958']") is not null);
            Assert.Equal(sees, html.InnerHtml.Contains($"ann{group.Id}@example.org", StringComparison.Ordinal));
            Assert.Equal(sees, html.InnerHtml.Contains("7946", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_groups_we_share_are_those_that_both_are_members_of()
    {
        TestGroup here = await site.NewGroupAsync(), both = await site.NewGroupAsync(isHidden: true), hers = await site.NewGroupAsync(), lobby = await site.NewGroupAsync(), gone = await site.NewGroupAsync();
        var ann = await here.AddAsync("Ann");
        using var bo = await site.PhoneOfAsync(await here.AddAsync("Bo"));
        foreach (var group in new[] { both, hers, lobby, gone }) await group.AddAsync(ann);
        foreach (var group in new[] { both, gone }) await group.AddAsync(bo.UserId);
        await lobby.AddAsync(bo.UserId, role: 1);
        await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", gone.Id);
        var links = (await bo.PageAsync($"{here.Path}/people/{ann}")).QuerySelectorAll("ul[aria-labelledby=shared] a").Select(link => link.GetAttribute("href"));
        Assert.Equal([$"{both.Path}/people/{ann}"], links);
    }

    [Fact]
    public async Task When_we_met_stands_there()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        await site.SqlAsync("INSERT INTO met_marks VALUES ($1, $2, '2026-03-01T12:00Z')", group.Leader.UserId, ann);
        Assert.Contains("1 March 2026", (await group.Leader.PageAsync($"{group.Path}/people/{ann}")).QuerySelector("#met-at")!.TextContent);
        using var self = await site.PhoneOfAsync(ann);
        Assert.Null((await self.PageAsync($"{group.Path}/people/{group.Leader.UserId}")).QuerySelector("#met-at"));
    }

    [Fact]
    public async Task A_note_is_mine_alone_in_whichever_group_I_look()
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        await other.AddAsync(ann);
        await other.AddAsync(group.Leader.UserId);
        var path = $"{group.Path}/people/{ann}";
        using var written = await group.Leader.PostAsync(path, ("note", " Plays the cello\r\ntwo kids "), ("before", ""));
        Assert.Equal(HttpStatusCode.SeeOther, written.StatusCode);
        Assert.Equal("Plays the cello\ntwo kids", await NoteAsync(group.Leader, path));
        Assert.Equal("Plays the cello\ntwo kids", await NoteAsync(group.Leader, $"{other.Path}/people/{ann}"));
        using Phone self = await site.PhoneOfAsync(ann), bo = await site.PhoneOfAsync(await group.AddAsync("Bo")), ada = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        foreach (var phone in new[] { self, bo, ada })
            Assert.DoesNotContain("cello", await phone.Http.GetStringAsync(path));
        using var emptied = await group.Leader.PostAsync(path, ("note", " "), ("before", "Plays the cello\r\ntwo kids"));
        Assert.Equal(0, await site.CountAsync("person_notes WHERE other_id = $1", ann));
    }

    [Fact]
    public async Task Of_two_tabs_the_later_note_is_asked_about_and_too_long_a_one_is_told()
    {
        var group = await site.NewGroupAsync();
        var path = $"{group.Path}/people/{await group.AddAsync("Ann")}";
        using var first = await group.Leader.PostAsync(path, ("note", "Tall"), ("before", ""));
        using var second = await group.Leader.PostAsync(path, ("note", "Red scarf"), ("before", ""));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var page = await Phone.HtmlAsync(second);
        Assert.Contains("Tall", page.QuerySelector("#note-error")!.TextContent);
        Assert.Equal(("Red scarf", "Tall"), (page.QuerySelector("#note")!.TextContent, page.QuerySelector("[name=before]")!.GetAttribute("value")));
        using var third = await group.Leader.PostAsync(path, ("note", "Red scarf"), ("before", "Tall"));
        Assert.Equal("Red scarf", await NoteAsync(group.Leader, path));
        using var emptied = await group.Leader.PostAsync(path, ("note", ""), ("before", "Tall"));
        Assert.Equal(HttpStatusCode.Conflict, emptied.StatusCode);
        var tooLong = new string('x', 281);
        using var refused = await group.Leader.PostAsync(path, ("note", tooLong), ("before", "Red scarf"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(tooLong, (await Phone.HtmlAsync(refused)).QuerySelector("#note")!.TextContent);
        Assert.Equal("Red scarf", await NoteAsync(group.Leader, path));
    }

    [Fact]
    public async Task Nobody_can_note_on_themselves_a_guest_a_stranger_or_one_who_left()
    {
        var group = await site.NewGroupAsync();
        long guest = await group.AddAsync("Gus", role: 1), stranger = await (await site.NewGroupAsync()).AddAsync("Boaz"), gone = await group.AddAsync("Eva");
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", gone);
        foreach (var id in new[] { group.Leader.UserId, guest, stranger, gone, 0, -1, long.MaxValue })
        {
            using var response = await group.Leader.PostAsync($"{group.Path}/people/{id}", ("note", "Hm"));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        Assert.Equal(0, await site.CountAsync("person_notes WHERE user_id = $1", group.Leader.UserId));
    }

    [Fact]
    public async Task What_leaders_do_stands_on_a_leaders_page_only()
    {
        var group = await site.NewGroupAsync();
        using var bo = await site.PhoneOfAsync(await group.AddAsync("Bo"));
        var path = $"{group.Path}/people/{await group.AddAsync("Ann")}";
        Assert.NotNull((await group.Leader.PageAsync(path)).QuerySelector("#leaders"));
        Assert.Null((await bo.PageAsync(path)).QuerySelector("#leaders"));
    }

    [Fact]
    public async Task A_leader_finds_the_role_the_login_code_where_one_may_be_made_and_the_way_out()
    {
        var group = await site.NewGroupAsync();
        long ann = await group.AddAsync("Ann"), second = await group.AddAsync("Second", role: 3), child = await group.NewManagedAsync("Tim", ann);
        foreach (var (who, mayGetCode) in new[] { (ann, true), (second, false), (child, false) })
        {
            var page = await group.Leader.PageAsync($"{group.Path}/people/{who}");
            var links = page.QuerySelectorAll("section[aria-labelledby=leaders] a").Select(link => link.GetAttribute("href")!).ToList();
            string[] expected = [$"{group.Path}/admin/members/{who}", .. mayGetCode ? new[] { $"{group.Path}/admin/members/{who}/code" } : []];
            Assert.Equal(expected, links);
            foreach (var link in links)
                Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync(link));
            Assert.NotNull(page.QuerySelector("section[aria-labelledby=leaders] form [name=member]"));
        }
        Assert.Null((await group.Leader.PageAsync($"{group.Path}/people/{group.Leader.UserId}")).QuerySelector("#leaders"));
    }

    private static async Task<string> NoteAsync(Phone phone, string path) => (await phone.PageAsync(path)).QuerySelector("#note")!.TextContent;
}
