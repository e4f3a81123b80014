using GroupPages.Load.Probes;

namespace GroupPages.Load.Reports;

/// <summary>One kind of request: times in milliseconds.</summary>
internal sealed record Row(string Kind, long Count, long Errors, double P50, double P95, double P99, double Max);

/// <summary>What one scenario gave, its runs' medians.</summary>
/// <param name="Target">The app, or the baseline it is compared with.</param>
/// <param name="Figures">Each with its unit in the name.</param>
/// <param name="Timeline">Of the last run.</param>
internal sealed record Result(
    string Scenario, string Target, DateTimeOffset At, IReadOnlyDictionary<string, string> Options, int Runs, IReadOnlyList<Row> Rows,
    IReadOnlyDictionary<string, double> Figures, IReadOnlyDictionary<string, long> Errors, IReadOnlyList<Sample> Timeline)
{
    /// <summary>The median of each number; errors are summed, since one in any run is one too many.</summary>
    public static Result MedianOf(IReadOnlyList<Result> runs)
    {
        var kinds = runs.SelectMany(run => run.Rows).Select(row => row.Kind).Distinct();
        var figures = runs.SelectMany(run => run.Figures.Keys).Distinct();
        return runs[^1] with
        {
            Runs = runs.Count,
            Rows = [.. kinds.Select(kind => Median(kind, [.. runs.SelectMany(run => run.Rows).Where(row => row.Kind == kind)]))],
            Figures = figures.ToDictionary(name => name, name => Median(runs.Where(run => run.Figures.ContainsKey(name)).Select(run => run.Figures[name]))),
            Errors = runs.SelectMany(run => run.Errors).GroupBy(error => error.Key).ToDictionary(same => same.Key, same => same.Sum(error => error.Value)),
        };
    }

    private static Row Median(string kind, Row[] rows) => new(
        kind, (long)Median(rows.Select(row => (double)row.Count)), rows.Sum(row => row.Errors), Median(rows.Select(row => row.P50)),
        Median(rows.Select(row => row.P95)), Median(rows.Select(row => row.P99)), Median(rows.Select(row => row.Max)));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
