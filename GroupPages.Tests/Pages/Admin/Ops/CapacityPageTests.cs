using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GroupPages.Ops;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Pages.Admin.Ops;

/// <summary>/admin/ops: how full the site is, for site admins only.</summary>
public sealed class CapacityPageTests(CapacityPageTests.Site site) : IClassFixture<CapacityPageTests.Site>
{
    // The tier, and nobody else's connections.
    public sealed class Site : OwnSite;

    [Fact]
    public async Task A_site_admin_sees_the_tier_the_meters_and_the_phases()
    {
        using var ada = await AdminAsync();
        var page = await ada.PageAsync("/admin/ops");
        Assert.Equal(6, page.QuerySelectorAll("#live svg[role=img][aria-label]").Length);
        using var live = await ada.GetAsync("/admin/ops?handler=live");
        Assert.Equal(6, (await Phone.HtmlAsync(live)).QuerySelectorAll("#live polyline").Length);
        var words = page.QuerySelector("main")!.TextContent;
        Assert.Contains("Phase 1: 1 vCPU, 1 GB (told by the database's 22 connections).", words);
        Assert.Contains(Phases.Holds, words);
        Assert.Contains("Phase 2, $70 a month", words);
        var meters = page.QuerySelectorAll("meter").Cast<IHtmlMeterElement>().ToList();
        Assert.Equal(
            ["Pooled connections at work", "Connections beside the pool", "Open streams of this process", "Memory of this process"],
            meters.Select(meter => page.GetElementById(meter.GetAttribute("aria-labelledby")!)!.TextContent));
        Assert.All(meters, meter => Assert.InRange(meter.Value, 0, 100));
        Assert.Equal("Phase 1 this one", Spaced(Assert.Single(page.QuerySelectorAll("tr[aria-current]")).QuerySelector("th")!));
        Assert.Equal(4, page.QuerySelectorAll("table[aria-labelledby=phases] tbody tr").Length);
    }

    [Fact]
    public async Task Only_site_admins_find_the_way_from_their_own_page()
    {
        var group = await site.NewGroupAsync();
        using var ada = await AdminAsync();
        Assert.NotNull((await ada.PageAsync("/me")).QuerySelector("a[href='/admin/ops']"));
        Assert.Null((await group.Leader.PageAsync("/me")).QuerySelector("a[href='/admin/ops']"));
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync("/admin/ops"));
    }

    [Fact]
    public async Task The_database_is_counted_without_what_is_deleted_or_waits()
    {
        var capacity = site.App.Services.GetRequiredService<CapacityQuery>();
        var before = (await capacity.RunAsync(CancellationToken.None)).Database;
        TestGroup large = await site.NewGroupAsync(), gone = await site.NewGroupAsync();
        foreach (var name in new[] { "Ann", "Bea", "Cid", "Dan", "Eva", "Fay" })
            await large.AddAsync(name);
        await large.AddAsync("Gus", role: 1);
        var erased = await large.AddAsync("Hal");
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", erased);
        await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", gone.Id);
        await site.SqlAsync("UPDATE sessions SET last_seen_at = now() - interval '25 hours' WHERE user_id = $1", gone.Leader.UserId);
        var after = (await capacity.RunAsync(CancellationToken.None)).Database;
        // Two leaders came along with the groups, each with a session.
        Assert.Equal((1, 9, 7, 1),
            (after.Groups - before.Groups, after.Users - before.Users, after.Members - before.Members, after.SessionsToday - before.SessionsToday));
        Assert.Equal(7, after.LargestGroup);
    }

    [Fact]
    public async Task The_servers_settings_and_connections_are_what_they_are()
    {
        var group = await site.NewGroupAsync();
        await using var stream = await group.Leader.StreamAsync($"/live?c={group.Room}");
        var report = await site.App.Services.GetRequiredService<CapacityQuery>().RunAsync(CancellationToken.None);
        var database = report.Database;
        Assert.Equal((22, 1, 18, 128L << 20), (database.MaxConnections, database.ReservedConnections, database.PoolLimit, database.CacheBytes));
        Assert.StartsWith(database.ServerVersion, await site.SqlAsync<string>("SHOW server_version"));
        Assert.Matches(@"^\d+(\.\d+)?$", database.ServerVersion);
        Assert.InRange(database.SizeBytes, 1L << 20, 1L << 30);
        Assert.InRange(database.PoolBusy, 1, database.PoolOpen);
        Assert.InRange(database.PoolOpen, 1, 18);
        // This site's listener at least is beside the pool.
        Assert.InRange(database.OwnConnections, database.PoolOpen + 1, 22);
        Assert.InRange(database.AllConnections, database.OwnConnections, 22);
        Assert.Equal(1, report.Process!.Streams);
        Assert.InRange(report.Process.MemoryBytes, 10L << 20, report.Process.MemoryLimitBytes);
        Assert.Equal(Environment.ProcessorCount, report.Process.Processors);
        Assert.InRange(report.Process.Uptime, TimeSpan.Zero, TimeSpan.FromHours(3));
    }

    private static string Spaced(INode node) => string.Join(' ', node.TextContent.Split(' ', '\n').Where(word => word.Trim().Length > 0));

    private async Task<Phone> AdminAsync() => await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
}
