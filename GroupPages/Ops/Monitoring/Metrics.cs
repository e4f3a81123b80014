using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace GroupPages.Ops.Monitoring;

/// <summary>How often a statement ran since the start, and how long it held its connection.</summary>
/// <param name="Name">The class it stands in.</param>
public sealed record StatementTimes(string Name, long Count, TimeSpan Total, TimeSpan Longest)
{
    public TimeSpan Mean => Total / Math.Max(1, Count);

    internal StatementTimes With(TimeSpan took) => new(Name, Count + 1, Total + took, took > Longest ? took : Longest);
}

/// <summary>
/// What this process counts, named as OpenTelemetry does (seconds, dots); <c>/metrics</c> shows it in Prometheus' way. The
/// alerts and the operations page read the same figures.
/// </summary>
public sealed class Metrics : IDisposable
{
    /// <summary>The name of our meter.</summary>
    public const string Meter = "GroupPages";

    private readonly Meter meter = new(Meter);
    private readonly ConcurrentDictionary<string, StatementTimes> statements = new();
    private readonly Histogram<double> statementTime, messageTime, turnTime, jobTime;
    private readonly Counter<long> deliveries, replays, refusals, jobs, pushes;
    private readonly TimeProvider clock;

    public Metrics(TimeProvider clock)
    {
        this.clock = clock;
        (StatementTime, MessageTime, FailedJobs) = (new(clock), new(clock), new(clock));
        statementTime = meter.CreateHistogram<double>("grouppages.statement.duration", "s", "How long a statement held its connection, by name");
        messageTime = meter.CreateHistogram<double>("grouppages.message.latency", "s", "From the database taking a message to the last waiting stream");
        turnTime = meter.CreateHistogram<double>("grouppages.turn.duration", "s", "One round of news: how far the listener lags behind");
        deliveries = meter.CreateCounter<long>("grouppages.deliveries", description: "Events handed to streams");
        replays = meter.CreateCounter<long>("grouppages.ring.misses", description: "Reads of what a stream missed and memory no longer held");
        refusals = meter.CreateCounter<long>("grouppages.limit.hits", description: "Requests refused as too many, by limit");
        pushes = meter.CreateCounter<long>("grouppages.pushes", description: "Notifications handed to push services, by outcome");
        jobTime = meter.CreateHistogram<double>("grouppages.job.duration", "s", "How long a background job took, by name");
        jobs = meter.CreateCounter<long>("grouppages.jobs", description: "Background jobs done, by name and outcome");
    }

    /// <summary>Seconds that statements of late held their connections.</summary>
    public Recent StatementTime { get; }

    /// <summary>Seconds that messages of late took from the database to the last waiting stream.</summary>
    public Recent MessageTime { get; }

    /// <summary>One value for each job of late that failed.</summary>
    public Recent FailedJobs { get; }

    /// <summary>Those that took most of the database's time, first.</summary>
    public IEnumerable<StatementTimes> Statements => statements.Values.OrderByDescending(times => times.Total);

    /// <summary>Shows a figure that somebody else keeps.</summary>
    public void Show(string name, Func<long> read, string? unit = null, string? description = null) =>
        meter.CreateObservableGauge(name, read, unit, description);

    /// <summary>A statement gave its connection back.</summary>
    public void TookStatement(string name, TimeSpan took)
    {
        statementTime.Record(took.TotalSeconds, new KeyValuePair<string, object?>("query", name));
        StatementTime.Add(took.TotalSeconds);
        statements.AddOrUpdate(name, static (key, time) => new StatementTimes(key, 1, time, time), static (_, so, time) => so.With(time), took);
    }

    /// <summary>A message is on its way to every stream that waits for it.</summary>
    /// <param name="posted">When the database took it, by its clock.</param>
    public void Delivered(DateTimeOffset posted)
    {
        // Two clocks may differ by a little more than the way takes.
        var took = Math.Max(0, (clock.GetUtcNow() - posted).TotalSeconds);
        messageTime.Record(took);
        MessageTime.Add(took);
    }

    public void TookTurn(TimeSpan took) => turnTime.Record(took.TotalSeconds);

    public void CountDeliveries(long count) => deliveries.Add(count);

    public void CountReplay() => replays.Add(1);

    /// <summary>Passes an answer of a limit on, and counts a refusal.</summary>
    public bool Counted(string limit, bool isAllowed)
    {
        if (!isAllowed)
            refusals.Add(1, new KeyValuePair<string, object?>("limit", limit));
        return isAllowed;
    }

    /// <summary>A background job came to its end.</summary>
    public void CountJob(string name, bool hasFailed, TimeSpan took = default)
    {
        jobTime.Record(took.TotalSeconds, new KeyValuePair<string, object?>("job", name));
        jobs.Add(1, new("job", name), new("outcome", hasFailed ? "failed" : "done"));
        if (hasFailed)
            FailedJobs.Add(1);
    }

    /// <summary>A push was handed over, or could not be.</summary>
    public void CountPush(Work.Push.PushOutcome outcome) => pushes.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));

    public void Dispose() => meter.Dispose();
}
