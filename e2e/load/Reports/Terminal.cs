using GroupPages.Load.Measuring;
using GroupPages.Load.Probes;

namespace GroupPages.Load.Reports;

/// <summary>The report as one reads it while it runs.</summary>
internal static class Terminal
{
    private static int seen;

    public static void Progress(string title, Sample sample, Measures measures)
    {
        // A line a second; on a terminal it stays in its place.
        if (seen++ % 4 != 0)
            return;
        var end = Console.IsErrorRedirected ? "\n" : "\r";
        Console.Error.Write(
            $"{title,-16} {sample.At,4:0} s  requests {sample.Requests,6:0}/s  deliveries {sample.Deliveries,7:0}/s  errors {measures.Errors,4}  "
            + $"app {sample.ServerCpu,3:0} %  db {sample.PostgresCpu + sample.PgBouncerCpu,3:0} %  runner {sample.RunnerCpu,3:0} %  {sample.ResidentMb,4:0} MB  pool {sample.InUse,2}+{sample.Waiting}  {end}");
    }

    public static void EndProgress()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"{"",-150}\r");
    }

    public static void Print(Result result)
    {
        var output = Console.Out;
        output.WriteLine($"\n{result.Scenario} on {result.Target}: {result.Runs} run(s), medians, {string.Join(' ', result.Options.Select(o => $"--{o.Key} {o.Value}"))}");
        output.WriteLine($"{"milliseconds",-28}{"count",9}{"p50",10}{"p95",10}{"p99",10}{"max",10}{"errors",9}");
        foreach (var row in result.Rows)
            output.WriteLine($"{row.Kind,-28}{row.Count,9}{row.P50,10:0.0}{row.P95,10:0.0}{row.P99,10:0.0}{row.Max,10:0.0}{row.Errors,9}");
        foreach (var (name, value) in result.Figures)
            output.WriteLine($"  {name,-36}{value,12:0.##}");
        foreach (var (what, count) in result.Errors)
            output.WriteLine($"  ERROR {what}: {count}");
        if (result.Errors.Count == 0)
            output.WriteLine("  no errors");
    }
}
