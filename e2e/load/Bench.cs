using GroupPages.Load.Loop;
using GroupPages.Load.Measuring;
using GroupPages.Load.Probes;
using GroupPages.Load.Reports;
using GroupPages.Load.Scenarios;

namespace GroupPages.Load;

/// <summary>Plays a scenario as often as asked, and writes down the medians.</summary>
internal sealed class Bench(string name, Options options)
{
    private static readonly Dictionary<string, Func<Scenario>> Scenarios = new()
    {
        ["qr"] = () => new Qr(),
        ["groups"] = () => new Groups(),
        ["rolling"] = () => new Rolling(),
        ["viral"] = () => new Viral(),
        ["streams"] = () => new IdleStreams(),
        ["reconnect"] = () => new Reconnect(),
        ["stall"] = () => new Stall(),
        ["pages"] = () => new Pages(),
        ["writes"] = () => new Writes(),
        ["photos"] = () => new Photos(),
    };

    private readonly Tier tier = new();

    public static bool Knows(string scenario) => Scenarios.ContainsKey(scenario);

    public static int Explain()
    {
        Console.Error.WriteLine($"Scenarios: {string.Join(", ", Scenarios.Keys)}. See e2e/load/run --help.");
        return 2;
    }

    /// <returns>0, or 1 when anything went wrong in any run.</returns>
    public int Run()
    {
        if (options.Text("target", "app") == "app" && options.Number("warm", 1) == 1)
            WarmUp();
        var runs = options.Number("runs", 3);
        options.Text("name", name);
        List<Result> results = [];
        for (var i = 1; i <= runs; i++)
            results.Add(Play(Scenarios[name](), name, options, $"{name} {i}/{runs}"));
        var result = Result.MedianOf(results);
        Terminal.Print(result);
        JsonReport.Write(result, tier.Output);
        return result.Errors.Count == 0 ? 0 : 1;
    }

    // Compiles the pages and fills the caches. --warm 0 shows how it is right after a start.
    private void WarmUp()
    {
        for (var i = 0; i < 2; i++)
            Play(new Qr(), "warm-up", options.With(("phones", "40"), ("groups", "1"), ("spread", "2")), "warm-up");
        var busy = options.With(("groups", "2"), ("members", "30"), ("read", "0.3"), ("post", "3"), ("meet", "3"), ("seconds", "8"), ("ramp", "100"));
        Play(new Viral(), "warm-up", busy, "warm-up");
    }

    private Result Play(Scenario scenario, string named, Options taken, string title)
    {
        using var loop = new EventLoop();
        using var database = new DatabaseProbe(tier.PostgresPort, tier.PgBouncerPort);
        var measures = new Measures();
        using var sampler = new Sampler(tier, database, measures);
        var run = new Run(tier, taken, loop, database, measures, sampler);
        scenario.Prepare(run);
        var start = sampler.Elapsed;
        sampler.Progress = sample => Terminal.Progress(title, sample, measures);
        try
        {
            loop.Run(() => scenario.PlayAsync(run), scenario.Limit(taken));
        }
        finally
        {
            sampler.StopAsync().GetAwaiter().GetResult();
            Terminal.EndProgress();
        }
        // What seeding took, a connection of its own among it, is not the app's.
        Sample[] samples = [.. sampler.Samples.Where(sample => sample.At >= start).Select(sample => sample with { At = sample.At - start })];
        Figures(run, loop, samples);
        return new(named, taken.Text("target", "app"), TimeProvider.System.GetUtcNow(), taken.Used, 1, Rows(measures), run.Figures, Errors(measures), samples);
    }

    private static void Figures(Run run, EventLoop loop, Sample[] samples)
    {
        var (figures, deliveries) = (run.Figures, run.Measures.Deliveries);
        figures["resident memory at peak, MB"] = run.Sampler.Server.PeakResidentMb();
        figures["pool in use at peak"] = samples.Select(s => s.InUse).DefaultIfEmpty().Max();
        figures["pool waiting at peak"] = samples.Select(s => s.Waiting).DefaultIfEmpty().Max();
        figures["pooled backends at peak"] = samples.Select(s => s.Pooled).DefaultIfEmpty().Max();
        figures["all backends at peak"] = samples.Select(s => s.Backends).DefaultIfEmpty().Max();
        figures["load runner's worst lag, ms"] = loop.WorstLag;
        if (deliveries.Posted == 0)
            return;
        figures["messages posted"] = deliveries.Posted;
        figures["messages on every screen"] = deliveries.Complete;
        figures["deliveries"] = deliveries.Received;
    }

    private static List<Row> Rows(Measures measures)
    {
        List<Row> rows = [.. measures.Kinds.Select(kind => Row(kind.Kind, kind.Times, kind.Errors))];
        if (measures.Deliveries.Screens.Count > 0)
        {
            rows.Add(Row("message to a screen", measures.Deliveries.Screens, 0));
            rows.Add(Row("message to the last screen", measures.Deliveries.LastScreens, measures.Deliveries.Missing));
        }
        return rows;
    }

    private static Row Row(string kind, Histogram times, long errors) =>
        new(kind, times.Count, errors, times.Percentile(50), times.Percentile(95), times.Percentile(99), times.MaxMilliseconds);

    private static Dictionary<string, long> Errors(Measures measures)
    {
        var errors = new Dictionary<string, long>(measures.ErrorsByKind);
        foreach (var (what, count) in new[] { ("messages: missing", measures.Deliveries.Missing), ("messages: twice", measures.Deliveries.Duplicates), ("messages: gaps", measures.Deliveries.Gaps) })
        {
            if (count > 0)
                errors[what] = count;
        }
        return errors;
    }
}
