using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Me;

/// <summary>/me, the way out, and where / leads.</summary>
public sealed class MeTests(MeTests.Site site) : IClassFixture<MeTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_new_name_shows_everywhere()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await ruth.SayAsync(group, "Hello");
        await group.Leader.PageAsync(group.Path);
        using var response = await ruth.PostAsync("/me", ("firstName", " Naomi "), ("lastName", "Bethlehem"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var me = await ruth.PageAsync(response.Headers.Location!.OriginalString);
        Assert.Equal("Saved.", me.QuerySelector("[role=status]")!.TextContent);
        Assert.Equal("Naomi Bethlehem", me.QuerySelector("h1")!.TextContent);
        Assert.Equal("Naomi", me.QuerySelector("#firstName")!.GetAttribute("value"));
        foreach (var (phone, path) in new[] { (group.Leader, group.Path), (ruth, group.Path), (group.Leader, $"{group.Path}/people/{ruth.UserId}"), (group.Leader, $"{group.Path}/chat"), (group.Leader, $"{group.Path}/admin/members") })
        {
            await Eventually.TrueAsync(async () => (await phone.PageAsync(path)).QuerySelector("main")!.TextContent is var text && text.Contains("Naomi") && !text.Contains("Ruth"),
                TimeSpan.FromSeconds(5), $"{path} must show the new name");
        }
    }

    [Fact]
    public async Task What_is_mine_stands_in_the_frame_of_my_group_when_it_is_the_only_one()
    {
        var (group, other) = (await site.NewGroupAsync(), await site.NewGroupAsync());
        using var ruth = await group.JoinAsync("Ruth");
        string[] mine = ["/me", "/me/devices", "/me/notifications", "/chat/search"];
        foreach (var path in mine)
            Assert.Equal([group.Path, $"{group.Path}/chat", $"{group.Path}/quiz", $"{group.Path}/code", "/me"], await TabsAsync(ruth, path));
        await other.AddAsync(ruth.UserId);
        foreach (var path in mine)
            Assert.Equal(["/me/groups", "/chat", "/me"], await TabsAsync(ruth, path));
    }

    private static async Task<IEnumerable<string?>> TabsAsync(Phone phone, string path) =>
        (await phone.PageAsync(path)).QuerySelectorAll(".tabs a").Select(tab => tab.GetAttribute("href"));

    [Fact]
    public async Task The_next_steps_stand_below_the_profile_once_most_of_them_are_done()
    {
        using var ruth = await site.PhoneOfAsync(await site.NewUserAsync("Ruth", "Moore"));
        const string StepsFirst = ".steps ~ form[action='/me']", ProfileFirst = "form[action='/me'] ~ .steps";
        Assert.NotNull((await ruth.PageAsync("/me")).QuerySelector(StepsFirst));
        await site.SqlAsync("UPDATE users SET email = 'ruth.moore@example.org' WHERE id = $1", ruth.UserId);
        var page = await ruth.PageAsync("/me");
        Assert.Null(page.QuerySelector(StepsFirst));
        Assert.NotNull(page.QuerySelector(ProfileFirst));
    }

    [Fact]
    public async Task What_cannot_stand_is_told_next_to_each_field_with_what_was_typed()
    {
        var group = await site.NewGroupAsync();
        var long41 = new string('x', 41);
        using var response = await group.Leader.PostAsync("/me", ("firstName", "a\u0001b"), ("lastName", long41));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.Equal(("a\u0001b", long41), (page.QuerySelector("#firstName")!.GetAttribute("value"), page.QuerySelector("#lastName")!.GetAttribute("value")));
        Assert.Contains("cannot be shown", page.QuerySelector("#firstName-error")!.TextContent);
        Assert.Equal("firstName", Assert.Single(page.QuerySelectorAll("[autofocus]")).Id);
        Assert.Contains("at most 40", page.QuerySelector("#lastName-error")!.TextContent);
        Assert.Equal("Lea", await site.SqlAsync<string>("SELECT first_name FROM users WHERE id = $1", group.Leader.UserId));
    }

    [Fact]
    public async Task My_groups_stand_with_my_part_in_them()
    {
        TestGroup mine = await site.NewGroupAsync(), waiting = await site.NewGroupAsync(needsApproval: true), other = await site.NewGroupAsync();
        using var post = await mine.Leader.PostAsync($"/j/{waiting.Code}");
        var links = (await mine.Leader.PageAsync("/me")).QuerySelectorAll("ul[aria-labelledby=groups] a").ToDictionary(link => link.GetAttribute("href")!, link => link.TextContent);
        Assert.Contains("leader", links[mine.Path]);
        Assert.Contains("guest", links[waiting.Path]);
        Assert.DoesNotContain(other.Path, links.Keys);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_in_the_database_and_wherever_its_token_is()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var copy = site.NewPhone();
        copy.Cookies.Add(site.Address, new Cookie("session", ruth.Cookies.GetCookies(site.Address)["session"]!.Value));
        using var elsewhere = await site.PhoneOfAsync(ruth.UserId);
        Assert.Equal(HttpStatusCode.OK, await copy.StatusAsync("/me"));
        using var response = await ruth.PostAsync("/logout");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Contains("\"cache\"", Assert.Single(response.Headers.GetValues("Clear-Site-Data")));
        Assert.Empty(ruth.Cookies.GetCookies(site.Address));
        Assert.Equal(HttpStatusCode.Redirect, await copy.StatusAsync("/me"));
        Assert.Equal(HttpStatusCode.NotFound, await copy.StatusAsync($"{group.Path}/chat"));
        Assert.Equal(HttpStatusCode.OK, await elsewhere.StatusAsync("/me"));
        Assert.Equal(1, await site.CountAsync("sessions WHERE user_id = $1", ruth.UserId));
    }

    [Fact]
    public async Task A_session_ended_in_the_database_is_over_within_two_seconds()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        await site.SqlAsync("DELETE FROM sessions WHERE user_id = $1", ruth.UserId);
        await Eventually.TrueAsync(async () => await ruth.StatusAsync($"{group.Path}/chat") == HttpStatusCode.NotFound, TimeSpan.FromSeconds(2), "the session must end");
    }

    [Fact]
    public async Task The_first_page_leads_to_the_only_group_else_to_me()
    {
        TestGroup one = await site.NewGroupAsync(), two = await site.NewGroupAsync();
        using var phone = await one.JoinAsync("Ruth");
        Assert.Equal(one.Path, await LeadsToAsync(phone));
        using var joined = await phone.PostAsync($"/j/{two.Code}");
        Assert.Equal("/me", await LeadsToAsync(phone));
        await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", one.Id);
        Assert.Equal(two.Path, await LeadsToAsync(phone));
        using var nowhere = await site.PhoneOfAsync(await site.NewUserAsync("Lone"));
        Assert.Equal("/me", await LeadsToAsync(nowhere));
    }

    private static async Task<string> LeadsToAsync(Phone phone)
    {
        using var response = await phone.GetAsync("/");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }
}
