namespace GroupPages.Load.Reports;

/// <summary>A figure of the app beside the same one of a baseline.</summary>
internal sealed record Ratio(string What, double App, double Baseline)
{
    /// <summary>The app's part of the limit for rates; how many times the limit for costs and times.</summary>
    public double Quotient => Baseline == 0 ? 0 : App / Baseline;
}

/// <summary>What may be compared with what.</summary>
internal static class Ratios
{
    private static readonly string[] Costs =
        ["app CPU per delivery, µs", "memory per stream, KB", "deliveries/s"];

    public static List<Ratio> Of(Result[] results)
    {
        List<Ratio> ratios = [];
        foreach (var app in results.Where(result => result.Target == "app"))
        {
            foreach (var baseline in results.Where(result => result.Target != "app" && Name(result) == Name(app)))
            {
                var title = $"{Name(app)} against {baseline.Target}: ";
                if (app.Scenario is "pages" or "writes")
                    Add(ratios, title, "requests/s", app, baseline);
                foreach (var figure in app.Scenario == "pages" ? ["app CPU per request, µs"] : Costs)
                    Add(ratios, title, figure, app, baseline);
                foreach (var row in app.Rows.Where(row => row.Kind is "message to the last screen" or "page"))
                {
                    if (baseline.Rows.FirstOrDefault(other => other.Kind == row.Kind) is { } same)
                        ratios.Add(new($"{title}{row.Kind}, p99 ms", row.P99, same.P99));
                }
            }
        }
        return ratios;
    }

    private static string Name(Result result) => result.Options.GetValueOrDefault("name", result.Scenario);

    private static void Add(List<Ratio> ratios, string title, string figure, Result app, Result baseline)
    {
        if (app.Figures.TryGetValue(figure, out var ours) && baseline.Figures.TryGetValue(figure, out var theirs))
            ratios.Add(new(title + figure, ours, theirs));
    }
}
