using System.Globalization;

namespace GroupPages.Load;

/// <summary>What was asked for: <c>--name value</c> pairs, each with the scenario's own default.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> given = [];

    /// <exception cref="ArgumentException">Something is no such pair.</exception>
    public Options(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
                throw new ArgumentException($"Not an option with a value: {arguments[i]}");
            given[arguments[i][2..]] = arguments[i + 1];
        }
    }

    private Options(Dictionary<string, string> given) => this.given = given;

    /// <summary>What a scenario took, with the values it took: for the report.</summary>
    public SortedDictionary<string, string> Used { get; } = [];

    public int Number(string name, int usual) => (int)Fraction(name, usual);

    public double Fraction(string name, double usual)
    {
        var value = given.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : usual;
        Used[name] = value.ToString(CultureInfo.InvariantCulture);
        return value;
    }

    public string Text(string name, string usual) => Used[name] = given.GetValueOrDefault(name, usual);

    /// <summary>The same with other values in some places.</summary>
    public Options With(params (string Name, string Value)[] others)
    {
        var all = new Dictionary<string, string>(given);
        foreach (var (name, value) in others)
            all[name] = value;
        return new(all);
    }
}
