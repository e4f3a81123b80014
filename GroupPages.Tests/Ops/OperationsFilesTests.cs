using System.Globalization;
using System.Text.RegularExpressions;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>docs/operations.md and the files of the deployment say what the program does.</summary>
public sealed partial class OperationsFilesTests(OperationsFilesTests.Site site) : IClassFixture<OperationsFilesTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    private static readonly string Manual = Repository.Text("docs", "operations.md");

    [Fact]
    public void The_table_of_settings_has_every_setting_once_with_its_default_and_no_other()
    {
        var said = SettingRow().Matches(Manual).Where(row => row.Groups[1].Value.StartsWith("GroupPages__", StringComparison.Ordinal))
            .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
        var read = Read(new Settings(), "GroupPages__").ToDictionary(pair => pair.Name, pair => pair.Default);
        Assert.Equal(read.Keys.Order(StringComparer.Ordinal), said.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, value) in read.Where(pair => pair.Value is { Length: > 0 } and not "0"))
            Assert.True(said[name].Contains($"`{value}`", StringComparison.OrdinalIgnoreCase), $"{name} is {value} by default, not {said[name]}");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/operations.md")]
    [InlineData("compose.yaml")]
    [InlineData("Dockerfile")]
    [InlineData("docs/deploy/grouppages.env")]
    [InlineData("docs/deploy/grouppages@.service")]
    public void Settings_that_a_file_names_are_there(string file)
    {
        var known = Read(new Settings(), "GroupPages__").Select(pair => pair.Name).ToHashSet();
        foreach (var name in Setting().Matches(Repository.Text(file.Split('/'))).Select(match => match.Value).Distinct().Where(name => !name.EndsWith("__", StringComparison.Ordinal)))
            Assert.True(known.Contains(name), $"{file} names {name}");
    }

    [Fact]
    public void Every_alert_is_explained()
    {
        var explained = AlertRow().Matches(Manual[Manual.IndexOf("## Alerts", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value);
        Assert.Equal(site.App.Services.GetRequiredService<AlertRules>().All.Select(rule => rule.Name).Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_phase_is_there_with_its_price()
    {
        foreach (var phase in Phases.All)
            Assert.Matches($@"\| {phase.Number} \|.*\| {Regex.Escape(phase.Pool)} \| {Regex.Escape(phase.Monthly)} \|", Manual);
    }

    [Fact]
    public void What_compose_asks_of_its_environment_is_in_the_example()
    {
        var example = Repository.Text("docs", "deploy", "example.env");
        foreach (var name in Variable().Matches(Repository.Text("compose.yaml")).Where(match => match.Groups[2].Value.StartsWith(":?", StringComparison.Ordinal)).Select(match => match.Groups[1].Value).Distinct())
            Assert.Matches($"(?m)^{name}=", example);
    }

    [Fact]
    public void The_same_limits_stand_wherever_the_smallest_tier_is_described()
    {
        string compose = Repository.Text("compose.yaml"), postgres = Repository.Text("docs", "deploy", "postgresql.conf"), bouncer = Repository.Text("docs", "deploy", "pgbouncer.ini");
        foreach (var limit in PostgresLimit().Matches(postgres).Select(match => $"-c{match.Groups[1].Value}={match.Groups[2].Value}"))
            Assert.Contains(limit, compose, StringComparison.Ordinal);
        Assert.Contains("max_connections = 22", postgres, StringComparison.Ordinal);
        Assert.Contains("max_db_connections = 18", bouncer, StringComparison.Ordinal);
        Assert.Contains("pool_mode = transaction", bouncer, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_the_manual_names_are_there()
    {
        foreach (var path in FileName().Matches(Manual).Select(match => match.Value.TrimEnd('.')).Distinct())
            Assert.True(Path.Exists(Path.Combine(Repository.Root, path)) || Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "decisions"), $"{Path.GetFileName(path)}-*").Any(), path);
    }

    private static IEnumerable<(string Name, string? Default)> Read(object settings, string prefix) => settings.GetType().GetProperties().SelectMany(property =>
        property.GetValue(settings) is { } value && property.PropertyType.Namespace == typeof(Settings).Namespace
            ? Read(value, $"{prefix}{property.Name}__")
            : [(prefix + property.Name, Convert.ToString(property.GetValue(settings), CultureInfo.InvariantCulture))]);

    [GeneratedRegex(@"(?m)^\| `([A-Za-z0-9_]+)` \| (.*?) \| .* \|$")]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"(?m)^\| `([a-z-]+)` \|")]
    private static partial Regex AlertRow();

    [GeneratedRegex(@"GroupPages__[A-Za-z0-9_]+")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\$\{([A-Z_]+)([^}]*)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?m)^([a-z_]+) = (\S+)$")]
    private static partial Regex PostgresLimit();

    [GeneratedRegex(@"\bdocs/[A-Za-z0-9@./-]+")]
    private static partial Regex FileName();
}
