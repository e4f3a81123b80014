using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using GroupPages.Ops.Monitoring;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>What docs/monitoring gives to Prometheus and Grafana is what the program itself watches.</summary>
[Collection(AloneInTheProcess.Name)]
public sealed partial class MonitoringFilesTests(MonitoringFilesTests.Site site) : IClassFixture<MonitoringFilesTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task The_rules_have_the_programs_own_thresholds()
    {
        var rules = Rule().Matches(await File.ReadAllTextAsync(PathOf("alerts.yml")))
            .Select(match => (match.Groups[1].Value, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), $"{match.Groups[3].Value}s"));
        var own = site.App.Services.GetRequiredService<AlertRules>().All.Select(rule => (rule.Name, rule.Raise, $"{rule.Patience.TotalSeconds}s"));
        Assert.Equal(own, rules);
    }

    [Fact]
    public async Task Every_figure_of_ours_that_they_name_is_there()
    {
        var group = await site.NewGroupAsync();
        using var member = await group.JoinAsync("Ruth");
        await using var stream = await member.StreamAsync(group.ChatStream());
        await group.Leader.SayAsync(group, "hello");
        await LiveMessage.TakeAsync(stream, 1);
        var metrics = site.App.Services.GetRequiredService<Metrics>();
        metrics.CountJob("clean-up", hasFailed: true);
        metrics.CountReplay();
        metrics.Counted("posts", false);
        using var client = new HttpClient { BaseAddress = site.Address };
        await Eventually.TrueAsync(async () => (await client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains("grouppages_message_latency", StringComparison.Ordinal), TimeSpan.FromSeconds(5), "the message is counted");
        var scraped = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        var dashboard = await File.ReadAllTextAsync(PathOf("grafana.json"));
        Assert.Equal("GroupPages", JsonDocument.Parse(dashboard).RootElement.GetProperty("title").GetString());
        foreach (var name in Figure().Matches(dashboard + await File.ReadAllTextAsync(PathOf("alerts.yml"))).Select(match => match.Value).Distinct())
            Assert.Contains(name, scraped, StringComparison.Ordinal);
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "monitoring", file);

    [GeneratedRegex(@"alert: (\S+)\n\s+expr: .* >= ([\d.]+)\n\s+for: (\d+)s")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\b(grouppages|http_server|dotnet)_[a-z_]+")]
    private static partial Regex Figure();
}
