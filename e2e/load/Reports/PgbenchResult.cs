using System.Globalization;
using System.Text.RegularExpressions;

namespace GroupPages.Load.Reports;

/// <summary>What pgbench printed, as a result beside the others.</summary>
internal static partial class PgbenchResult
{
    /// <param name="name">The result it stands beside.</param>
    /// <param name="output">A file with the output of one or more runs.</param>
    public static int Write(string name, string output, string directory)
    {
        var text = File.ReadAllText(output);
        var rates = Tps().Matches(text).Select(match => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Order().ToArray();
        var times = Latency().Matches(text).Select(match => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Order().ToArray();
        if (rates.Length == 0)
        {
            Console.Error.WriteLine(text);
            return 1;
        }
        var figures = new Dictionary<string, double> { ["requests/s"] = rates[rates.Length / 2], ["latency average, ms"] = times[times.Length / 2] };
        var result = new Result("writes", "pgbench", TimeProvider.System.GetUtcNow(), new Dictionary<string, string> { ["name"] = name }, rates.Length, [], figures, new Dictionary<string, long>(), []);
        Terminal.Print(result);
        JsonReport.Write(result, directory);
        return 0;
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();

    [GeneratedRegex(@"latency average = ([0-9.]+) ms")]
    private static partial Regex Latency();
}
