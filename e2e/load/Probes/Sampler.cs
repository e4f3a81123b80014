using System.Diagnostics;
using GroupPages.Load.Measuring;

namespace GroupPages.Load.Probes;

/// <summary>A quarter of a second of a run. CPU in per cent of one core, memory in MB, the rest a second.</summary>
internal sealed record Sample(
    double At, double ServerCpu, double PostgresCpu, double PgBouncerCpu, double RunnerCpu, double ResidentMb,
    int InUse, int Waiting, int Pooled, int Listening, int Backends, double Requests, double Deliveries, long Errors);

/// <summary>Watches processes and connections beside the loop, four times a second, on a thread of its own.</summary>
internal sealed class Sampler : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource stopping = new();
    private readonly List<Sample> samples = [];
    private readonly ProcessProbe[] probes;
    private readonly DatabaseProbe database;
    private readonly Measures measures;
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly Task watching, asking;
    private volatile object connections = new Connections();

    public Sampler(Tier tier, DatabaseProbe database, Measures measures)
    {
        this.database = database;
        this.measures = measures;
        probes = [new(tier.Server, withChildren: true), new(tier.Postgres, withChildren: true), new(tier.PgBouncer), new(Environment.ProcessId)];
        // Apart, so that a database that hangs does not stop the clock of the rest.
        asking = Task.Run(AskAsync);
        watching = Task.Run(WatchAsync);
    }

    /// <summary>Called with each sample.</summary>
    public Action<Sample>? Progress { get; set; }

    public double Elapsed => Stopwatch.GetElapsedTime(start).TotalSeconds;

    public ProcessProbe Server => probes[0];

    public IReadOnlyList<Sample> Samples
    {
        get
        {
            lock (samples)
                return [.. samples];
        }
    }

    public double[] CpuSeconds() => [.. probes.Select(probe => probe.CpuSeconds())];

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(watching, asking);
    }

    public void Dispose() => stopping.Dispose();

    private async Task AskAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            connections = database.Ask();
            await Task.Delay(Step, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync()
    {
        var (before, at, requests, received) = (CpuSeconds(), Elapsed, 0L, 0L);
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Step, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (now, then) = (CpuSeconds(), Elapsed);
            var seconds = Math.Max(0.001, then - at);
            var cpu = now.Zip(before, (a, b) => (a - b) / seconds * 100).ToArray();
            var c = (Connections)connections;
            var sample = new Sample(
                then, cpu[0], cpu[1], cpu[2], cpu[3], Server.ResidentMb(), c.InUse, c.Waiting, c.Pooled, c.Listening, c.Backends,
                (measures.Requests - requests) / seconds, (measures.Deliveries.Received - received) / seconds, measures.Errors);
            (before, at, requests, received) = (now, then, measures.Requests, measures.Deliveries.Received);
            lock (samples)
                samples.Add(sample);
            Progress?.Invoke(sample);
        }
    }
}
