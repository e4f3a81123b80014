using GroupPages.Ops.Monitoring;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>When an alert rings and when it ends.</summary>
public sealed class AlertStepTests
{
    private readonly HandClock clock = new();
    private double figure;

    private Alert NewAlert() => new(new("pool", "full", "%", () => figure, 80, 70, TimeSpan.FromSeconds(10)), clock);

    [Fact]
    public void A_moment_above_the_threshold_is_no_alert()
    {
        var alert = NewAlert();
        figure = 95;
        Assert.Null(alert.Look());
        clock.Advance(TimeSpan.FromSeconds(9));
        figure = 20;
        Assert.Null(alert.Look());
        figure = 95;
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(alert.Look());
        Assert.False(alert.IsRaised);
    }

    [Fact]
    public void It_rings_once_and_ends_only_well_below()
    {
        var alert = NewAlert();
        figure = 80;
        alert.Look();
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(alert.Look()?.IsRaised);
        Assert.Null(alert.Look());
        figure = 79;
        Assert.Null(alert.Look());
        figure = 81;
        Assert.Null(alert.Look());
        figure = 69;
        Assert.False(alert.Look()?.IsRaised);
        Assert.Null(alert.Look());
    }

    [Fact]
    public void Recent_values_leave_after_half_a_minute()
    {
        var recent = new Recent(clock);
        recent.Add(1);
        clock.Advance(TimeSpan.FromSeconds(20));
        recent.Add(3);
        Assert.Equal((2, 2, 3), (recent.Count, recent.Mean, recent.Largest));
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal((1, 3, 3), (recent.Count, recent.Mean, recent.Largest));
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((0, 0, 0), (recent.Count, recent.Mean, recent.Largest));
    }
}
