using System.Globalization;
using System.Text;

namespace GroupPages.Load.Reports;

/// <summary>All results of a directory as one page that needs nothing beside it.</summary>
internal static class HtmlReport
{
    /// <returns>0; 1 when there is nothing to report.</returns>
    public static int Write(string directory)
    {
        var results = JsonReport.ReadAll(directory);
        if (results.Length == 0)
            return 1;
        var ratios = Ratios.Of(results);
        JsonReport.WriteRatios(ratios, directory);
        var page = new StringBuilder($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>GroupPages under load</title><style>{Html.Style}</style>")
            .Append(Inv($"<h1>GroupPages under load</h1><p class=\"small\">{results[^1].At:yyyy-MM-dd HH:mm} UTC · database, PgBouncer and the load runner on core 0, the app or the baseline on core 1</p>"));
        if (ratios.Count > 0)
            page.Append("<h2>Against the limits, measured in the same run</h2>")
                .Append(Html.Table(["", "GroupPages", "baseline", "ratio"], ratios.Select(r => (string[])[Html.Text(r.What), Number(r.App), Number(r.Baseline), Number(r.Quotient)])));
        foreach (var result in results)
            Append(page, result);
        var file = Path.Combine(directory, "report.html");
        File.WriteAllText(file, page.ToString());
        foreach (var ratio in ratios)
            Console.WriteLine($"{ratio.What,-64}{ratio.App,12:0.##}{ratio.Baseline,12:0.##}{ratio.Quotient,9:0.00}");
        Console.WriteLine(file);
        return 0;
    }

    private static void Append(StringBuilder page, Result result)
    {
        page.Append(Inv($"<h2>{Html.Text(result.Options.GetValueOrDefault("name", result.Scenario))} <span class=\"small\">on {Html.Text(result.Target)}, {result.Runs} run(s), medians</span></h2>"))
            .Append("<p class=\"small\">").Append(Html.Text(string.Join(' ', result.Options.Select(option => $"--{option.Key} {option.Value}")))).Append("</p>")
            .Append(Html.Table(["milliseconds", "count", "p50", "p95", "p99", "max", "errors"], result.Rows.Select(row => (string[])
                [Html.Text(row.Kind), Number(row.Count), Number(row.P50), Number(row.P95), Number(row.P99), Number(row.Max), row.Errors == 0 ? "0" : $"<b class=\"bad\">{row.Errors}</b>"])));
        page.Append(result.Errors.Count == 0
            ? "<p class=\"good\">No errors.</p>"
            : $"<ul class=\"bad\">{string.Concat(result.Errors.Select(error => $"<li>{Html.Text(error.Key)}: {error.Value}</li>"))}</ul>");
        page.Append("<ul class=\"columns\">").Append(string.Concat(result.Figures.Select(figure => $"<li>{Html.Text(figure.Key)}: <b>{Number(figure.Value)}</b></li>"))).Append("</ul>");
        Charts(page, result);
    }

    private static void Charts(StringBuilder page, Result result)
    {
        var samples = result.Timeline;
        double[] at = [.. samples.Select(s => s.At)];
        page.Append(Chart.Lines("CPU, % of a core", at, ("server", [.. samples.Select(s => s.ServerCpu)]), ("PostgreSQL", [.. samples.Select(s => s.PostgresCpu)]),
            ("PgBouncer", [.. samples.Select(s => s.PgBouncerCpu)]), ("load runner", [.. samples.Select(s => s.RunnerCpu)])));
        page.Append(Chart.Lines("Resident memory, MB", at, ("server", [.. samples.Select(s => s.ResidentMb)])));
        page.Append(Chart.Lines("A second", at, ("requests", [.. samples.Select(s => s.Requests)]), ("deliveries", [.. samples.Select(s => s.Deliveries)])));
        page.Append(Chart.Lines("Database connections", at, ("in use", [.. samples.Select(s => (double)s.InUse)]), ("waiting", [.. samples.Select(s => (double)s.Waiting)]),
            ("backends", [.. samples.Select(s => (double)s.Backends)])));
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
