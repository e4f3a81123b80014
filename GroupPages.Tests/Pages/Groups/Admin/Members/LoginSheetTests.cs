using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Members;

/// <summary>A sheet of login codes: for plain members only, each once, for a day.</summary>
public sealed class LoginSheetTests(LoginSheetTests.Site site) : IClassFixture<LoginSheetTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task It_has_a_card_for_each_plain_member_and_for_nobody_who_is_more_somewhere()
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        long ann = await group.AddAsync("Ann"), bob = await group.AddAsync("Bob"), stranger = await other.AddAsync("Strange");
        long gus = await group.AddAsync("Gus", role: 1), second = await group.AddAsync("Second", role: 3);
        var admin = await site.NewUserAsync("Ada", isSiteAdmin: true);
        await group.AddAsync(admin);
        await group.AddAsync(other.Leader.UserId);
        using var answer = await group.Leader.PostAsync($"{group.Path}/admin/members/codes",
            [.. new[] { bob, ann, gus, second, admin, other.Leader.UserId, stranger, group.Leader.UserId }.Select(id => ("member", $"{id}"))]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var page = await Phone.HtmlAsync(answer);
        Assert.Equal(["Ann", "Bob"], page.QuerySelectorAll(".cards b").Select(name => name.TextContent));
        Assert.Equal(2, page.QuerySelectorAll(".cards svg.qr").Length);
        Assert.Equal(new[] { ann, bob }.Order(), (await site.SqlAsync<long[]>("SELECT array_agg(user_id ORDER BY user_id) FROM login_codes WHERE made_by = $1", group.Leader.UserId)));
        Assert.Equal(2, await site.CountAsync("login_codes WHERE made_by = $1 AND expires_at BETWEEN now() + interval '23 hours' AND now() + interval '24 hours'", group.Leader.UserId));
        Assert.Equal(2, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'login-code-made'", group.Id));
        using var none = await group.Leader.PostAsync($"{group.Path}/admin/members/codes", ("member", $"{second}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
    }

    [Fact]
    public async Task Whoever_chose_nobody_is_told_so_even_without_a_form()
    {
        var group = await site.NewGroupAsync();
        using var empty = new HttpRequestMessage(HttpMethod.Post, $"{group.Path}/admin/members/codes");
        using var answer = await group.Leader.Http.SendAsync(empty);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("No code was made", (await Phone.HtmlAsync(answer)).QuerySelector("[role=alert]")!.TextContent);
    }

    [Fact]
    public async Task Guests_are_let_in_many_at_once_from_the_list()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        using var gus = await group.JoinAsync("Gus");
        using var gil = await group.JoinAsync("Gil");
        using var done = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Approve&show=waiting", ("member", $"{gus.UserId}"), ("member", $"{gil.UserId}"));
        Assert.Equal($"{group.Path}/admin/members?show=waiting&done=approved&n=2", done.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await gus.StatusAsync($"{group.Path}/chat"));
    }
}
