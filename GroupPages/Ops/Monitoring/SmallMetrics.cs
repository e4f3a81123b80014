using OpenTelemetry.Metrics;

namespace GroupPages.Ops.Monitoring;

/// <summary>
/// Keeps <c>/metrics</c> small: every label multiplies the lines of a histogram, and the platform's own shows each route with each
/// status in fifteen boxes, a megabyte once all have been asked for. Read every few seconds, that is work for both sides.
/// </summary>
internal static class SmallMetrics
{
    // Up to what feels like at once, to what PRODUCT.md promises (0.5 s), and beyond what anybody waits for.
    private static readonly double[] Boxes = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10];

    // Of a hundred routes: at once, as promised, slow.
    private static readonly double[] FewBoxes = [0.025, 0.1, 0.5, 2.5];

    private const string Requests = "http.server.request.duration";

    /// <summary>
    /// Requests by status under their own name, and by route as <c>http.server.route.duration</c>; statements, of which there are
    /// hundreds, by their count and sum.
    /// </summary>
    public static MeterProviderBuilder KeepSmall(this MeterProviderBuilder metrics) => metrics
        .AddView(Requests, Histogram(Requests, Boxes, "http.response.status_code"))
        .AddView(Requests, Histogram("http.server.route.duration", FewBoxes, "http.route"))
        .AddView("grouppages.statement.duration", Histogram("grouppages.statement.duration", [], "query"))
        .AddView("grouppages.job.duration", Histogram("grouppages.job.duration", [], "job"));

    private static ExplicitBucketHistogramConfiguration Histogram(string name, double[] boxes, string tag) =>
        new() { Name = name, Boundaries = boxes, TagKeys = [tag] };
}
