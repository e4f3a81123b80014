using AngleSharp.Html.Dom;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Admin.Log;

/// <summary>The log of what belongs to no group, as site admins read it.</summary>
public sealed class SiteLogTests(SiteLogTests.Site site) : IClassFixture<SiteLogTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task It_says_what_site_admins_did_and_nothing_of_any_group()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var ada = await site.PhoneOfAsync(await site.NewUserAsync("Ada", "Lind", isSiteAdmin: true));
        var user = $"/admin/users/{ruth.UserId}/edit";
        using var appointed = await ada.PostAsync($"{user}?handler=Appoint");
        using var dismissed = await ada.PostAsync($"{user}?handler=Dismiss");
        var lines = Lines(await ada.PageAsync("/admin/log"));
        Assert.StartsWith("Ada Lind dismissed Ruth as a site admin", lines[0]);
        Assert.StartsWith("Ada Lind made Ruth a site admin", lines[1]);
        Assert.DoesNotContain(lines, line => line.Contains("joined", StringComparison.Ordinal));
        foreach (var (query, count) in new[] { ("?q=ruth", 2), ("?q=lind+ada", 2), ("?q=zzz", 0), ("?q=%25", 0), ($"?who={ruth.UserId}", 2), ("?kind=chat", 0), ("?to=2020-01-01", 0) })
            Assert.Equal(count, Lines(await ada.PageAsync($"/admin/log{query}")).Count);
    }

    [Fact]
    public async Task Its_pages_go_on_from_the_last_line_and_it_costs_one_query()
    {
        using var ada = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        await site.SqlAsync("INSERT INTO audit_log (user_id, action) SELECT $1, 'signed-in' FROM generate_series(1, 60)", ada.UserId);
        using var count = new QueryCount(site.Database);
        await ada.PageAsync("/admin/log");
        var (first, queries) = await count.OfAsync(() => ada.PageAsync($"/admin/log?who={ada.UserId}"));
        Assert.InRange(queries, 0, 2);
        Assert.Equal(50, Lines(first).Count);
        var next = first.QuerySelector("a[rel=next]")!.GetAttribute("href");
        Assert.Equal(10, Lines(await ada.PageAsync($"/admin/log{next}")).Count);
    }

    private static List<string> Lines(IHtmlDocument page) => [.. page.QuerySelectorAll(".audit > li")
        .Select(line => string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
