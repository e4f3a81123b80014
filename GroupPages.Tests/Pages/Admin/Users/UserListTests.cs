using AngleSharp.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Admin.Users;

/// <summary>/admin/users with ten thousand people in it.</summary>
public sealed class UserListTests(UserListTests.Site site) : IClassFixture<UserListTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        public Phone Ada { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Ada = await this.PhoneOfAsync(await this.NewUserAsync("Ada", "Aalto", isSiteAdmin: true));
            await SqlAsync("""
                INSERT INTO users (first_name, last_name, email, deleted_at)
                SELECT 'Name' || n % 100, 'Person' || lpad(n::text, 5, '0'), 'p' || n || '@example.org', CASE WHEN n % 100 = 7 THEN now() END
                FROM generate_series(1, 10000) n
                """);
            await SqlAsync("UPDATE users SET first_name = 'Þórbjörg' WHERE email = 'p5000@example.org'");
            await SqlAsync("ANALYZE users");
        }
    }

    [Fact]
    public async Task A_search_finds_parts_of_names_and_addresses_whatever_their_accents()
    {
        Assert.Equal(["Þórbjörg Person05000"], await NamesAsync("?q=THORBJORG"));
        Assert.Equal(["Name34 Person01234"], await NamesAsync("?q=p1234@ex"));
        Assert.Equal(["Name34 Person01234"], await NamesAsync("?q=son01234+name"));
        Assert.Equal([], await NamesAsync("?q=100%25_"));
        Assert.Equal([], await NamesAsync("?q=nobody"));
        Assert.Contains("nobody", (await site.Ada.PageAsync("/admin/users?q=nobody")).QuerySelector(".empty")!.TextContent);
    }

    [Theory]
    [InlineData("", 9901)]
    [InlineData("sort=old", 9901)]
    [InlineData("sort=name", 9901)]
    [InlineData("sort=last&q=name4", 1100)]
    [InlineData("show=deleted&sort=name", 100)]
    public async Task Pages_follow_one_another_and_lead_back_with_everybody_on_just_one_of_them(string query, int all)
    {
        var (path, next, seen, pages) = ("", $"?{query}", new List<string>(), new List<string>());
        while (pages.Count < 4 && next is not null)
        {
            path = next;
            var page = await site.Ada.PageAsync($"/admin/users{path}");
            Assert.Contains($"{all:N0} people", page.QuerySelector("[role=status]")!.TextContent);
            seen.AddRange(Names(page));
            pages.Add(string.Join(',', Names(page)));
            next = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }
        Assert.Equal(Math.Min(all, 200), seen.Distinct().Count());
        Assert.Equal(seen.Count, seen.Distinct().Count());
        for (var number = pages.Count - 1; number > 0; number--)
        {
            path = (await site.Ada.PageAsync($"/admin/users{path}")).QuerySelector("a[rel=prev]")!.GetAttribute("href")!;
            Assert.Equal(pages[number - 1], string.Join(',', await NamesAsync(path)));
        }
    }

    [Fact]
    public async Task Deleted_people_are_shown_by_a_filter_alone_and_site_admins_by_theirs()
    {
        Assert.DoesNotContain("Name7 Person00007", await NamesAsync("?sort=old"));
        Assert.Contains("Name7 Person00007", await NamesAsync("?sort=old&show=deleted"));
        Assert.Equal(["Ada Aalto"], await NamesAsync("?show=admins"));
    }

    [Fact]
    public async Task A_list_takes_one_query_whatever_is_asked_of_it()
    {
        using var count = new QueryCount(site.Database);
        foreach (var query in new[] { "", "?q=name4", "?sort=name&after=5000", "?sort=last&before=5000", "?show=deleted&q=p1", "?q=%5C%25" })
        {
            await site.Ada.PageAsync($"/admin/users{query}");
            var (_, queries) = await count.OfAsync(() => site.Ada.PageAsync($"/admin/users{query}"));
            Assert.Equal(1, queries);
        }
    }

    private async Task<List<string>> NamesAsync(string query) => Names(await site.Ada.PageAsync($"/admin/users{query}"));

    private static List<string> Names(IParentNode page) => [.. page.QuerySelectorAll(".rows .name").Select(
        name => string.Join(' ', name.ChildNodes.OfType<IElement>().Where(part => part.ClassName != "preview").Select(part => part.TextContent)).Trim())];
}
