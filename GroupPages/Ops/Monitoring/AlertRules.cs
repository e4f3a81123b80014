using GroupPages.Data;
using GroupPages.Live;

namespace GroupPages.Ops.Monitoring;

/// <summary>The thresholds of PRODUCT.md section 7. The same stand in <c>docs/monitoring/alerts.yml</c> for Prometheus; a test compares them.</summary>
public sealed class AlertRules
{
    private static readonly TimeSpan AMoment = TimeSpan.FromSeconds(10);

    internal AlertRules(Database database, Metrics metrics, LiveStreams streams, NewsState news, Settings settings, TimeProvider clock)
    {
        var gate = database.Gate;
        double Pool() => 100.0 * gate.UnderWay / gate.Slots;
        double Memory()
        {
            var figures = ProcessFigures.Now(streams, settings.Alerts, clock);
            return 100.0 * figures.MemoryBytes / figures.MemoryLimitBytes;
        }
        All =
        [
            new("pool-filling", "the pooled connections are nearly all at work", "%", Pool, 80, 70, AMoment),
            new("pool-full", "the pooled connections are all at work", "%", Pool, 90, 80, AMoment),
            new("statements-slow", "statements take long", "s on average", () => metrics.StatementTime.Mean, 0.5, 0.3, AMoment),
            new("statements-stuck", "statements take very long", "s on average", () => metrics.StatementTime.Mean, 2, 1, AMoment),
            new("memory", "memory is running out", "% of the limit", Memory, 80, 75, AMoment),
            new("streams", "this process has nearly all the open pages it can hold", "%", () => 100.0 * streams.Count / Phases.StreamsPerProcess, 80, 70, AMoment),
            new("messages-slow", "messages take long to reach the screens", "s on average", () => metrics.MessageTime.Mean, 0.1, 0.07, AMoment),
            new("listener-down", "this process does not hear of changes", "(1: deaf)", () => news.IsListening ? 0 : 1, 1, 1, TimeSpan.FromSeconds(3)),
            new("jobs-failing", "a background job failed", "in half a minute", () => metrics.FailedJobs.Count, 1, 1, TimeSpan.Zero),
        ];
    }

    public IReadOnlyList<AlertRule> All { get; }
}
