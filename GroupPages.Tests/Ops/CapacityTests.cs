using GroupPages.Ops;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Thresholds, tiers and words of the capacity report.</summary>
public sealed class CapacityTests
{
    [Theory]
    [InlineData(0, 18, 0, "plenty")]
    [InlineData(799, 1000, 79, "plenty")]
    [InlineData(800, 1000, 80, "filling")]
    [InlineData(899, 1000, 89, "filling")]
    [InlineData(900, 1000, 90, "full")]
    [InlineData(20, 18, 111, "full")]
    [InlineData(0, 0, 0, "plenty")]
    [InlineData(1, 0, 100, "full")]
    [InlineData(long.MaxValue / 100, 1, 999, "full")]
    public void A_figure_fills_from_80_percent_and_is_full_from_90(long now, long limit, int percent, string verdict)
    {
        var gauge = new Gauge("Figure", now, limit);
        Assert.Equal((percent, verdict), (gauge.Percent, gauge.Verdict));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(22, 1)]
    [InlineData(25, 1)]
    [InlineData(26, 2)]
    [InlineData(60, 2)]
    [InlineData(61, 3)]
    [InlineData(97, 3)]
    [InlineData(100, 3)]
    [InlineData(101, 4)]
    [InlineData(5_000, 4)]
    public void The_phase_is_told_by_the_largest_number_of_connections(int maxConnections, int phase) =>
        Assert.Equal(phase, Phases.Of(maxConnections).Number);

    [Fact]
    public void Each_phase_leads_to_the_next_with_its_price_and_the_last_to_none()
    {
        Assert.Equal([1, 2, 3, 4], Phases.All.Select(phase => phase.Number));
        foreach (var (phase, next) in Phases.All.Zip(Phases.All.Skip(1)))
        {
            Assert.Equal(next, Phases.After(phase));
            Assert.StartsWith($"Phase {next.Number}, {next.Monthly} a month", Phases.NextStep(phase));
            Assert.Contains("Connections are not the limit here", Phases.NextStep(phase));
        }
        Assert.Null(Phases.After(Phases.All[^1]));
        Assert.Contains("no further phase", Phases.NextStep(Phases.All[^1]));
    }

    [Fact]
    public void A_warm_pool_is_not_a_full_database()
    {
        var gauges = new CapacityReport(Warm, null).Gauges.ToList();
        Assert.Equal(["2 of 18", "1 of 3"], gauges.Select(gauge => gauge.Words));
        Assert.All(gauges, gauge => Assert.Equal("plenty", gauge.Verdict));
    }

    [Fact]
    public void Where_three_connections_are_kept_for_superusers_the_listener_alone_fills_what_the_pool_leaves()
    {
        var gauge = new CapacityReport(Warm with { ReservedConnections = 3 }, null).Gauges.Last();
        Assert.Equal(("1 of 1", "full"), (gauge.Words, gauge.Verdict));
    }

    [Fact]
    public void The_columns_of_the_text_stand_below_each_other()
    {
        var process = new ProcessFigures(9_100, 200L << 20, 512L << 20, 1, TimeSpan.FromHours(3));
        var lines = CapacityText.Of(new(Warm, process)).Split('\n');
        var table = lines.SkipWhile(line => !line.StartsWith("How full", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0).ToList();
        Assert.Equal(5, table.Count);
        var verdicts = table[0].IndexOf("Verdict", StringComparison.Ordinal);
        Assert.Equal(["plenty", "plenty", "full", "plenty"], table.Skip(1).Select(line => line[verdicts..]));
        Assert.Contains("200 of 512 MB", table[4]);
        Assert.StartsWith("1 (this)", Assert.Single(lines, line => line.Contains("$15")));
        Assert.Contains(lines, line => line.StartsWith("This process", StringComparison.Ordinal) && line.Contains("1 core, up for 3 hours"));
        Assert.StartsWith("Next step: Phase 2, $70 a month", lines[^1]);
    }

    /// <summary>Phase 1 after a crowd: all 18 pooled connections open, two of them at work, and one that listens.</summary>
    private static DatabaseFigures Warm { get; } = new("15.14", MaxConnections: 22, ReservedConnections: 1, PoolLimit: 18, PoolOpen: 18, PoolBusy: 2,
        OwnConnections: 19, AllConnections: 19, CacheBytes: 128 << 20, SizeBytes: 9 << 20, Groups: 1, Users: 13, Members: 12, SessionsToday: 3, LargestGroup: 12);
}
