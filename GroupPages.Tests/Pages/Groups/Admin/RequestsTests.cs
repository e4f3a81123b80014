using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin;

/// <summary>/g/{slug}/admin/requests: the lobby.</summary>
public sealed class RequestsTests(RequestsTests.Site site) : IClassFixture<RequestsTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Guests_are_let_in_one_or_many_and_their_page_hears_of_it()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using Phone ann = await group.JoinAsync("Ann"), ben = await group.JoinAsync("Ben"), eve = await group.JoinAsync("Eve");
        Assert.Equal(HttpStatusCode.NoContent, await ann.StatusAsync($"{group.Path}?handler=Waiting"));
        var page = await group.Leader.PageAsync($"{group.Path}/admin/requests");
        Assert.Equal(["Ann", "Ben", "Eve"], page.QuerySelectorAll("#requests .name b").Select(name => name.TextContent));
        Assert.Contains("3 waiting", (await group.Leader.PageAsync(group.Path)).QuerySelector("header .manage")!.TextContent);

        await DecideAsync(group, "Approve", ("who", $"{ann.UserId}"), ("who", $"{ben.UserId}"));
        await DecideAsync(group, "Refuse", ("one", $"{eve.UserId}"), ("who", $"{ann.UserId}"));
        foreach (var phone in new[] { ann, ben })
            Assert.NotNull((await phone.PageAsync(group.Path)).QuerySelector("#people"));
        Assert.Equal(HttpStatusCode.ResetContent, await ann.StatusAsync($"{group.Path}?handler=Waiting"));
        Assert.Equal(HttpStatusCode.ResetContent, await eve.StatusAsync($"{group.Path}?handler=Waiting"));
        Assert.Equal(0, await site.CountAsync("memberships WHERE user_id = $1", eve.UserId));
        Assert.Equal(2, await site.CountAsync("audit_log WHERE group_id = $1 AND actor_id = $2 AND action = 'approved'", group.Id, group.Leader.UserId));
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND user_id = $2 AND action = 'refused'", group.Id, eve.UserId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_turned_away_is_told_so_kindly_and_learns_nothing_else(bool isHidden)
    {
        var group = await site.NewGroupAsync(isHidden: isHidden, needsApproval: true);
        using var eve = await group.JoinAsync("Eve");
        await DecideAsync(group, "Refuse", ("one", $"{eve.UserId}"));
        Assert.Equal(isHidden ? HttpStatusCode.NotFound : HttpStatusCode.OK, await eve.StatusAsync(group.Path));
        await site.SqlAsync("UPDATE groups SET name = 'Another name' WHERE id = $1", group.Id);
        foreach (var path in isHidden ? new[] { "/me" } : ["/me", group.Path])
        {
            var page = await eve.PageAsync(path);
            var word = page.QuerySelector(".word")!.TextContent;
            Assert.Contains($"The leaders of “Test {group.Slug}” did not let you in.", word);
            Assert.DoesNotContain("Lea ", page.Body!.TextContent);
            if (isHidden)
                Assert.DoesNotContain("Another name", page.Body.TextContent);
        }
        using var read = await eve.PostAsync("/me/notices", ("notice", (await eve.PageAsync("/me")).QuerySelector(".word [name=notice]")!.GetAttribute("value")!));
        Assert.Null((await eve.PageAsync("/me")).QuerySelector(".word"));
        await eve.JoinAsync(group.Code, "Eve");
        Assert.Contains("You are on the list", (await eve.PageAsync(group.Path)).QuerySelector("[data-waiting]")!.TextContent);
    }

    [Fact]
    public async Task Who_is_let_in_after_all_need_not_read_that_they_were_not()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        var other = await site.NewGroupAsync(needsApproval: true);
        using var eve = await group.JoinAsync("Eve");
        await eve.JoinAsync(other.Code, "Eve");
        await DecideAsync(group, "Refuse", ("one", $"{eve.UserId}"));
        await DecideAsync(other, "Refuse", ("one", $"{eve.UserId}"));
        await eve.JoinAsync(group.Code, "Eve");
        Assert.Contains(group.Slug, (await eve.PageAsync("/me")).QuerySelector(".word")!.TextContent);
        await DecideAsync(group, "Approve", ("one", $"{eve.UserId}"));
        var word = (await eve.PageAsync("/me")).QuerySelector(".word")!;
        Assert.Contains(other.Slug, word.TextContent);
        Assert.Null(word.QuerySelector(".badge"));
    }

    [Fact]
    public async Task Who_is_turned_away_takes_no_place_of_a_code()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        await site.SqlAsync("UPDATE join_codes SET use_limit = 2 WHERE code = $1", group.Code);
        using Phone ann = await group.JoinAsync("Ann"), prank = await group.JoinAsync("Prank"), ben = site.NewPhone();
        Assert.Equal(HttpStatusCode.Gone, await ben.StatusAsync($"/j/{group.Code}"));
        await DecideAsync(group, "Refuse", ("who", $"{prank.UserId}"), ("who", $"{group.Leader.UserId}"));
        await DecideAsync(group, "Approve", ("who", $"{ann.UserId}"));
        Assert.Equal(1, await site.SqlAsync<int>("SELECT uses FROM join_codes WHERE code = $1", group.Code));
        await ben.JoinAsync(group.Code, "Ben");
        using var late = site.NewPhone();
        Assert.Equal(HttpStatusCode.Gone, await late.StatusAsync($"/j/{group.Code}"));
    }

    [Fact]
    public async Task The_list_comes_anew_only_when_it_changed_and_keeps_what_is_ticked()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var ann = await group.JoinAsync("Ann");
        var state = (await group.Leader.PageAsync($"{group.Path}/admin/requests")).QuerySelector("#requests")!.GetAttribute("hx-get")!;
        group.Leader.Http.DefaultRequestHeaders.Add("HX-Request", "true");
        Assert.Equal(HttpStatusCode.NoContent, await group.Leader.StatusAsync(state));
        using var ben = await group.JoinAsync("Ben");
        var fresh = await group.Leader.PageAsync($"{state}&who={ann.UserId}");
        Assert.NotNull(fresh.QuerySelector($"#who-{ann.UserId}[checked]"));
        Assert.NotNull(fresh.QuerySelector($"#who-{ben.UserId}:not([checked])"));
        Assert.Null(fresh.QuerySelector("h1"));
    }

    [Fact]
    public async Task Only_guests_of_this_group_can_be_decided_about()
    {
        TestGroup mine = await site.NewGroupAsync(), other = await site.NewGroupAsync(needsApproval: true);
        using var stranger = await other.JoinAsync("Gus");
        var member = await mine.AddAsync("Mia");
        var before = await site.StateAsync();
        foreach (var handler in new[] { "Approve", "Refuse" })
            await DecideAsync(mine, handler, ("who", $"{stranger.UserId}"), ("who", $"{member}"), ("who", $"{mine.Leader.UserId}"), ("who", "0"));
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Two_leaders_at_once_decide_about_each_guest_once()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var second = await site.PhoneOfAsync(await group.AddAsync("Second", role: 3));
        for (var i = 0; i < 4; i++)
        {
            using var guest = await group.JoinAsync("Gus");
            await Task.WhenAll(DecideAsync(group, "Approve", ("who", $"{guest.UserId}")), DecideAsync(group, "Refuse", second, ("who", $"{guest.UserId}")));
            Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND user_id = $2 AND action IN ('approved', 'refused')", group.Id, guest.UserId));
            Assert.Equal(await site.CountAsync("audit_log WHERE user_id = $1 AND action = 'approved'", guest.UserId),
                await site.CountAsync("memberships WHERE user_id = $1 AND role_id = 2", guest.UserId));
        }
    }

    private static Task DecideAsync(TestGroup group, string handler, params (string, string)[] who) => DecideAsync(group, handler, group.Leader, who);

    private static async Task DecideAsync(TestGroup group, string handler, Phone by, params (string, string)[] who)
    {
        using var response = await by.PostAsync($"{group.Path}/admin/requests?handler={handler}", who);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
    }
}
