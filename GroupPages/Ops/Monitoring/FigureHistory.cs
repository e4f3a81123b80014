using System.Globalization;

namespace GroupPages.Ops.Monitoring;

/// <summary>A figure over the last ten minutes, with the thresholds that somebody is told of.</summary>
/// <param name="Name">In an operator's words.</param>
/// <param name="Values">Oldest first.</param>
/// <param name="Thresholds">Lowest first.</param>
public sealed record FigureSeries(string Name, string Unit, IReadOnlyList<double> Values, IReadOnlyList<double> Thresholds)
{
    /// <summary>The size of the drawing, in its own units.</summary>
    public const int Width = 240, Height = 64;

    public double Now => Values.Count > 0 ? Values[^1] : 0;

    public double Largest => Values.Count > 0 ? Values.Max() : 0;

    /// <summary>True when the figure of this moment is past its first threshold.</summary>
    public bool IsHigh => Now >= Thresholds[0];

    /// <summary>The line, as an SVG polyline has it; the newest value at the right edge.</summary>
    public string Points => string.Join(' ', Values.Select((value, at) => string.Create(CultureInfo.InvariantCulture,
        $"{Width - ((Values.Count - 1 - at) * (double)Width / (FigureHistory.Kept - 1)):0.#},{HeightOf(value):0.#}")));

    // The last threshold always has its place, and what goes beyond it, too.
    private double Top => Math.Max(Thresholds[^1] * 1.15, Largest * 1.05);

    public double HeightOf(double value) => Height - 1 - (value / Top * (Height - 2));

    /// <summary>In words, for whoever does not see the line.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Now:0.##} {Unit} now, {Largest:0.##} at most in ten minutes; alert from {Thresholds[0]:0.##}");
}

/// <summary>Remembers the figures of the alerts for ten minutes, for the operations page: of this process, in memory.</summary>
public sealed class FigureHistory(AlertRules rules)
{
    /// <summary>Every five seconds, ten minutes long.</summary>
    public const int Kept = 120;

    // Two rules may watch one figure: first the one that rings first.
    private static readonly (string Name, string[] Rules)[] Figures =
    [
        ("Pooled connections at work", ["pool-filling", "pool-full"]), ("Time of a statement", ["statements-slow", "statements-stuck"]),
        ("Time of a message to the last screen", ["messages-slow"]), ("Open pages", ["streams"]), ("Memory", ["memory"]), ("Failed jobs", ["jobs-failing"]),
    ];

    private readonly Lock gate = new();
    private readonly List<double>[] values = [.. Figures.Select(_ => new List<double>(Kept + 1))];

    public IReadOnlyList<FigureSeries> All
    {
        get
        {
            lock (gate)
            {
                return [.. Figures.Select((figure, at) => new FigureSeries(
                    figure.Name, RuleOf(figure.Rules[0]).Unit, [.. values[at]], [.. figure.Rules.Select(name => RuleOf(name).Raise)]))];
            }
        }
    }

    /// <summary>Looks once.</summary>
    public void Take()
    {
        lock (gate)
        {
            foreach (var (figure, at) in Figures.Select((figure, at) => (figure, at)))
            {
                values[at].Add(RuleOf(figure.Rules[0]).Read());
                if (values[at].Count > Kept)
                    values[at].RemoveAt(0);
            }
        }
    }

    private AlertRule RuleOf(string name) => rules.All.First(rule => rule.Name == name);
}
