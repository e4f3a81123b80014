using System.Diagnostics;
using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Admin.Members;

/// <summary>The leaders' list: who stands on it, in which order, and what it costs.</summary>
public sealed class MembersListTests(MembersListTests.Site site) : IClassFixture<MembersListTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData("tomas", "Tomáš Moore")]
    [InlineData("moor tom", "Tomáš Moore")]
    [InlineData("zebra@exam", "Ann")]
    [InlineData("ZEBRA", "Ann")]
    [InlineData("hidden@example", "")]
    [InlineData("%", "")]
    [InlineData("", "Lea,Ann,Secret,Tomáš Moore,Gus")]
    public async Task Search_finds_names_with_accents_folded_and_the_addresses_leaders_may_see(string q, string expected)
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Tomáš", lastName: "Moore");
        await group.AddAsync("Gus", role: 1);
        await MailAsync(await group.AddAsync("Ann"), $"zebra@example.org{group.Id}", "leaders");
        await MailAsync(await group.AddAsync("Secret"), $"hidden@example.org{group.Id}", "nobody");
        var page = await group.Leader.PageAsync($"{group.Path}/admin/members?q={Uri.EscapeDataString(q)}");
        Assert.Equal(expected, string.Join(',', Names(page)));
        Assert.DoesNotContain("hidden@example.org", page.Body!.QuerySelector("table")?.TextContent ?? "");
    }

    [Fact]
    public async Task It_sorts_and_selects_by_role_and_keeps_both_from_page_to_page()
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Zoe", lastName: "Abel", daysAgo: 3);
        await group.AddAsync("Ann", lastName: "Zorn", daysAgo: 1);
        await group.AddAsync("Bob", role: 3, daysAgo: 5);
        await group.AddAsync("Gus", role: 1, daysAgo: 4);
        foreach (var (query, expected) in new[]
        {
            ("", "Bob,Lea,Ann Zorn,Zoe Abel,Gus"), ("?sort=first", "Ann Zorn,Bob,Gus,Lea,Zoe Abel"), ("?sort=last", "Zoe Abel,Bob,Gus,Lea,Ann Zorn"),
            ("?sort=new", "Ann Zorn,Zoe Abel,Gus,Bob,Lea"), ("?show=leaders", "Bob,Lea"), ("?show=waiting", "Gus"),
            ("?sort=nonsense&show=nonsense&page=-1", "Bob,Lea,Ann Zorn,Zoe Abel,Gus"),
        })
        {
            var page = await group.Leader.PageAsync($"{group.Path}/admin/members{query}");
            Assert.Equal(expected, string.Join(',', Names(page)));
        }
    }

    [Fact]
    public async Task Two_thousand_members_take_two_queries_and_little_time()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            WITH people AS (
                INSERT INTO users (first_name, last_name, email) SELECT 'Ann ' || n, 'Moore', 'ann' || n || '@example.org' FROM generate_series(1, 2000) n RETURNING id)
            INSERT INTO memberships (group_id, user_id, joined_at) SELECT $1, id, now() - interval '3 days' FROM people
            """, group.Id);
        using var count = new QueryCount(site.Database);
        List<double> times = [];
        foreach (var query in new[] { "?page=40", "?q=ann", "?sort=last&page=7", "?q=ann1999@example" })
        {
            await group.Leader.PageAsync($"{group.Path}/admin/members{query}");
            for (var i = 0; i < 5; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var (page, queries) = await count.OfAsync(() => group.Leader.PageAsync($"{group.Path}/admin/members{query}"));
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Assert.InRange(queries, 0, 2);
                Assert.NotEmpty(Names(page));
            }
        }
        // 150 ms at p95 is the promise; here with the page parsed, on a machine that runs other tests, the median.
        Assert.InRange(times.Order().ElementAt(times.Count / 2), 0, 150);
    }

    private Task MailAsync(long user, string email, string visibleTo) =>
        site.SqlAsync("UPDATE users SET email = $2, contact_visible_to = $3 WHERE id = $1", user, email, visibleTo);

    private static IEnumerable<string> Names(IHtmlDocument page) =>
        page.QuerySelectorAll("th[scope=row]").Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
