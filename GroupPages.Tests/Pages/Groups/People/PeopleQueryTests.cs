using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.People;

/// <summary>What the people page's address asks for: search, order, selection, view, pages.</summary>
public sealed class PeopleQueryTests(PeopleQueryTests.Site site) : IClassFixture<PeopleQueryTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Who_joined_in_the_last_24_hours_stands_first_in_every_order()
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Old", daysAgo: 5);
        await group.AddAsync("Yesterday", daysAgo: 1.01);
        await group.AddAsync("Zed", daysAgo: 0.99);
        await group.AddAsync("Yan", daysAgo: 0.5);
        var page = await group.Leader.PageAsync(group.Path);
        Assert.Equal(["Yan", "Zed"], Names(page, "section[data-today]"));
        Assert.Equal(["Yan", "Zed", "Yesterday", "Old", "Lea"], Names(page));
        Assert.Equal(["Yan", "Zed", "Lea", "Old", "Yesterday"], Names(await group.Leader.PageAsync($"{group.Path}?sort=first")));
        Assert.Contains("2 joined today", page.QuerySelector("[role=status], .status")!.TextContent);
        Assert.Contains("5 people", page.QuerySelector(".status")!.TextContent);
    }

    [Theory]
    [InlineData("tomas", "Tomáš")]
    [InlineData("TOMAS MOOR", "Tomáš")]
    [InlineData("moor tom", "Tomáš")]
    [InlineData("  moor   tomáš ", "Tomáš")]
    [InlineData("oß", "Voß")]
    [InlineData("voss", "Voß")]
    [InlineData("moller", "Tomáš")]
    [InlineData("שר", "שרה")]
    [InlineData("o'b", "O'Brien")]
    [InlineData("%", "100%")]
    [InlineData("_", "")]
    [InlineData("tomas xavier", "")]
    [InlineData("<script>", "")]
    public async Task Search_folds_accents_and_case_and_takes_words_in_any_order(string q, string expected)
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Tomáš", lastName: "Møller-Moor");
        foreach (var name in new[] { "Voß", "שרה", "O'Brien", "100%", "Tanja" }) await group.AddAsync(name);
        var page = await group.Leader.PageAsync($"{group.Path}?q={Uri.EscapeDataString(q)}");
        Assert.Equal(expected.Length == 0 ? [] : [expected], Names(page).Select(name => name.Split(' ')[0]));
        Assert.Equal(q.Trim(), page.QuerySelector("#q")!.GetAttribute("value"));
        if (expected.Length == 0) Assert.Contains($"Nobody called “{q.Trim()}”", page.Body!.TextContent);
    }

    [Fact]
    public async Task The_four_orders()
    {
        var group = await site.NewGroupAsync();
        long ann = await group.AddAsync("Ann", lastName: "Young", daysAgo: 3), eva = await group.AddAsync("Éva", lastName: "Adler", daysAgo: 2);
        await group.AddAsync("Bo", lastName: "Zorn", daysAgo: 4);
        await site.SqlAsync("INSERT INTO met_marks VALUES ($1, $2, now() - interval '2 days'), ($1, $3, now())", group.Leader.UserId, ann, eva);
        Assert.Equal(["Éva Adler", "Ann Young", "Bo Zorn", "Lea"], await SortedAsync(group, "new"));
        Assert.Equal(["Ann Young", "Bo Zorn", "Éva Adler", "Lea"], await SortedAsync(group, "first"));
        Assert.Equal(["Éva Adler", "Lea", "Ann Young", "Bo Zorn"], await SortedAsync(group, "last"));
        Assert.Equal(["Éva Adler", "Ann Young"], (await SortedAsync(group, "met")).Take(2));
    }

    [Fact]
    public async Task The_four_selections()
    {
        var group = await site.NewGroupAsync();
        var met = await group.AddAsync("Met");
        await group.AddAsync("Stranger");
        await group.AddAsync("Newcomer", daysAgo: 0);
        await site.SqlAsync("INSERT INTO met_marks (user_id, other_id) VALUES ($1, $2)", group.Leader.UserId, met);
        Assert.Equal(["Lea", "Met", "Newcomer", "Stranger"], await ShownAsync("all"));
        Assert.Equal(["Met"], await ShownAsync("met"));
        Assert.Equal(["Newcomer"], await ShownAsync("new"));
        Assert.Equal(["Newcomer", "Stranger"], await ShownAsync("not-met"));

        async Task<IEnumerable<string>> ShownAsync(string show) =>
            Names(await group.Leader.PageAsync($"{group.Path}?show={show}&sort=first")).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("list")]
    public async Task A_view_is_kept_through_search_and_selection(string view)
    {
        var group = await site.NewGroupAsync();
        var page = await group.Leader.PageAsync($"{group.Path}?view={view}&show=all&q=lea");
        Assert.NotEmpty(page.QuerySelectorAll($"ul.people.{view} li"));
        var links = page.QuerySelectorAll("#filters nav a").Select(link => link.GetAttribute("href")!).ToList();
        Assert.All(links, link => Assert.Equal(view == "list", link.Contains("view=list")));
        Assert.All(links, link => Assert.Contains("q=lea", link));
        Assert.Equal(view == "list", page.QuerySelector("form[role=search] [name=view][value=list]") is not null);
    }

    [Fact]
    public async Task Of_130_people_each_appears_once_over_the_pages_of_60()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            WITH made AS (INSERT INTO users (first_name, last_name) SELECT 'Person', 'No ' || n FROM generate_series(1, 129) n RETURNING id)
            INSERT INTO memberships (group_id, user_id, joined_at) SELECT $1, id, now() - interval '3 days' FROM made
            """, group.Id);
        foreach (var query in new[] { "", "sort=first", "sort=met&view=list", "q=no&sort=last" })
        {
            List<string> ids = [];
            List<int> sizes = [];
            var next = $"?{query}";
            while (next is not null && sizes.Count < 5)
            {
                var page = await group.Leader.PageAsync(group.Path + next);
                ids.AddRange(page.QuerySelectorAll("#people li.card").Select(card => card.Id!));
                sizes.Add(page.QuerySelectorAll("#people li.card").Length);
                next = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
            }
            var all = query.StartsWith('q') ? 129 : 130;
            Assert.Equal([60, 60, all - 120], sizes);
            Assert.Equal(all, ids.Distinct().Count());
        }
        var beyond = await group.Leader.PageAsync($"{group.Path}?page=99");
        Assert.Equal(10, beyond.QuerySelectorAll("#people li.card").Length);
        Assert.Contains("Page 3 of 3", beyond.QuerySelector("nav[aria-label=Pages]")!.TextContent);
    }

    [Theory]
    [InlineData("?page=0")]
    [InlineData("?page=-1")]
    [InlineData("?page=1e3")]
    [InlineData("?page=99999999999999999999")]
    [InlineData("?page=1&page=2")]
    [InlineData("?sort=%00&show=nonsense&view=<b>")]
    [InlineData("?sort=NEW&show=ALL")]
    [InlineData("?q=%FF%FE%80")]
    [InlineData("?q=%ED%A0%80")]
    [InlineData("?q=%EF%BF%BE")]
    [InlineData("?&&&=&=x&q")]
    public async Task What_makes_no_sense_in_the_address_is_taken_for_the_default(string query)
    {
        var group = await site.NewGroupAsync();
        var page = await group.Leader.PageAsync(group.Path + query);
        Assert.NotNull(page.QuerySelector("#people"));
    }

    [Fact]
    public async Task A_search_longer_than_any_name_searches_nothing()
    {
        var group = await site.NewGroupAsync();
        Assert.Equal(["Lea"], Names(await group.Leader.PageAsync($"{group.Path}?q={new string('x', 5_000)}")));
    }

    private static async Task<IEnumerable<string>> SortedAsync(TestGroup group, string sort) =>
        Names(await group.Leader.PageAsync($"{group.Path}?sort={sort}"));

    private static IEnumerable<string> Names(IHtmlDocument page, string within = "#people") =>
        page.QuerySelectorAll($"{within} li.card").Select(card =>
            string.Join(' ', card.QuerySelectorAll(".name > :not(.vh)").Select(part => part.TextContent.Trim())).Trim());
}
