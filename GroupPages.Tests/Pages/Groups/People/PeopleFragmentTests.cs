using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.People;

/// <summary>The same page for browsers with script and without, and what it costs.</summary>
public sealed class PeopleFragmentTests(PeopleFragmentTests.Site site) : IClassFixture<PeopleFragmentTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData("")]
    [InlineData("?q=an")]
    [InlineData("?q=nobody")]
    [InlineData("?sort=first&show=not-met&view=list")]
    [InlineData("?show=met")]
    [InlineData("?show=new")]
    [InlineData("?page=2")]
    public async Task Fragment_and_page_agree(string query)
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            WITH made AS (INSERT INTO users (first_name) SELECT 'Ann ' || n FROM generate_series(1, 70) n RETURNING id)
            INSERT INTO memberships (group_id, user_id, joined_at) SELECT $1, id, now() - id * interval '1 hour' FROM made
            """, group.Id);
        using HttpResponseMessage full = await group.Leader.GetAsync(group.Path + query), part = await FragmentAsync(group.Leader, group.Path + query);
        foreach (var answer in new[] { full, part })
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("HX-Request", answer.Headers.Vary);
            Assert.True(answer.Headers.CacheControl is { Private: true, NoCache: true });
        }
        Assert.DoesNotContain("<html", await part.Content.ReadAsStringAsync());
        var (page, fragment) = (await Phone.HtmlAsync(full), await Phone.HtmlAsync(part));
        var filters = fragment.QuerySelector("#filters")!;
        Assert.Equal("true", filters.GetAttribute("hx-swap-oob"));
        filters.RemoveAttribute("hx-swap-oob");
        foreach (var id in new[] { "#people", "#filters" })
            Assert.True(page.QuerySelector(id)!.Equals(fragment.QuerySelector(id)!), $"{id} of the fragment must be that of the page:\n{fragment.QuerySelector(id)!.OuterHtml}");
        Assert.Equal(2, fragment.Body!.ChildElementCount);
    }

    [Fact]
    public async Task A_visitor_gets_the_card_with_htmx_and_without_and_no_names()
    {
        var group = await site.NewGroupAsync();
        using var visitor = site.NewPhone();
        using HttpResponseMessage full = await visitor.GetAsync(group.Path), part = await FragmentAsync(visitor, group.Path);
        foreach (var answer in new[] { full, part })
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("HX-Request", answer.Headers.Vary);
            var text = (await Phone.HtmlAsync(answer)).Body!.TextContent;
            Assert.Contains("How to join", text);
            Assert.DoesNotContain("Lea", text);
        }
    }

    [Fact]
    public async Task A_warm_page_costs_one_query_and_a_warm_join_page_none()
    {
        var group = await site.NewGroupAsync();
        using var member = await group.JoinAsync("Ruth");
        using var visitor = site.NewPhone();
        using var count = new QueryCount(site.Database);
        Assert.InRange(await WarmAsync(member, group.Path), 0, 1);
        Assert.InRange(await WarmAsync(member, $"{group.Path}?q=ruth&sort=met"), 0, 1);
        Assert.InRange(await WarmAsync(member, $"{group.Path}/people/{group.Leader.UserId}"), 0, 1);
        Assert.InRange(await WarmAsync(member, $"{group.Path}/chat"), 0, 1);
        // The profile, and in which group's frame it stands.
        Assert.InRange(await WarmAsync(member, "/me"), 0, 2);
        Assert.InRange(await WarmAsync(member, "/"), 0, 1);
        Assert.Equal(0, await WarmAsync(visitor, $"/j/{group.Code}"));
        Assert.Equal(0, await WarmAsync(visitor, group.Path));

        async Task<int> WarmAsync(Phone phone, string path)
        {
            await phone.StatusAsync(path);
            var (status, queries) = await count.OfAsync(() => phone.StatusAsync(path));
            Assert.True((int)status < 400);
            return queries;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?page=5&sort=last&view=list")]
    [InlineData("?q=person 49&show=not-met")]
    public async Task Of_five_hundred_people_a_warm_page_costs_one_query_too(string query)
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            WITH people AS (INSERT INTO users (first_name) SELECT 'Person ' || n FROM generate_series(1, 500) n RETURNING id)
            INSERT INTO memberships (group_id, user_id) SELECT $1, id FROM people
            """, group.Id);
        await group.Leader.PageAsync(group.Path + query);
        using var count = new QueryCount(site.Database);
        Assert.InRange((await count.OfAsync(() => group.Leader.StatusAsync(group.Path + query))).Queries, 0, 1);
    }

    [Fact]
    public async Task The_count_of_queries_sees_them()
    {
        var group = await site.NewGroupAsync();
        using var count = new QueryCount(site.Database);
        Assert.InRange((await count.OfAsync(() => group.Leader.StatusAsync(group.Path))).Queries, 2, 5);
    }

    private static Task<HttpResponseMessage> FragmentAsync(Phone phone, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("HX-Request", "true");
        return phone.Http.SendAsync(request);
    }
}
