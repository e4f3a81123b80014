using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Measuring;
using GroupPages.Load.Probes;

namespace GroupPages.Load.Scenarios;

/// <summary>One play of one scenario: its loop, what it measures with, and the figures it finds.</summary>
internal sealed class Run(Tier tier, Options options, EventLoop loop, DatabaseProbe database, Measures measures, Sampler sampler)
{
    private double[] cpuAtMark = [];
    private double markedAt;
    private long requestsAtMark, deliveriesAtMark;

    public Tier Tier => tier;

    public Options Options => options;

    public EventLoop Loop => loop;

    public DatabaseProbe Database => database;

    public Measures Measures => measures;

    public Sampler Sampler => sampler;

    public Requests Requests { get; } = new(tier.Port);

    public SortedDictionary<string, double> Figures { get; } = [];

    public HttpConnection NewConnection() => new(loop, tier.Port);

    /// <summary>From here on is what counts: the figures of CPU and of rates begin anew.</summary>
    public void Mark() => (cpuAtMark, markedAt, requestsAtMark, deliveriesAtMark) =
        (sampler.CpuSeconds(), sampler.Elapsed, measures.Requests, measures.Deliveries.Received);

    /// <summary>The figures of the time since <see cref="Mark"/>.</summary>
    public void Measure(string before = "")
    {
        var cpu = sampler.CpuSeconds().Zip(cpuAtMark, (now, then) => now - then).ToArray();
        var seconds = Math.Max(0.001, sampler.Elapsed - markedAt);
        var requests = measures.Requests - requestsAtMark;
        var deliveries = measures.Deliveries.Received - deliveriesAtMark;
        Figures[before + "app CPU, % of a core"] = cpu[0] / seconds * 100;
        Figures[before + "PostgreSQL CPU, %"] = cpu[1] / seconds * 100;
        Figures[before + "PgBouncer CPU, %"] = cpu[2] / seconds * 100;
        Figures[before + "load runner CPU, %"] = cpu[3] / seconds * 100;
        Figures[before + "requests/s"] = requests / seconds;
        if (deliveries > 0)
            Figures[before + "deliveries/s"] = deliveries / seconds;
        // All of the CPU by each: which of the two it was spent on, the scenario says.
        if (deliveries > 0)
            Figures[before + "app CPU per delivery, µs"] = cpu[0] / deliveries * 1e6;
        if (requests > 0)
            Figures[before + "app CPU per request, µs"] = cpu[0] / requests * 1e6;
    }
}
