using System.Globalization;
using System.Text;

namespace GroupPages.Load.Reports;

/// <summary>Lines over time as inline SVG: no script, no file beside the page.</summary>
internal static class Chart
{
    private const int Width = 640, Height = 180, Left = 44, Bottom = 20, Top = 8;

    private static readonly double[] Steps = [1, 2, 5, 10];
    private static readonly string[] Colours = ["#b4532a", "#2a6fb4", "#3c8d40", "#8a4fa8", "#777777"];

    public static string Lines(string title, IReadOnlyList<double> at, params (string Name, double[] Values)[] lines)
    {
        if (at.Count < 2)
            return "";
        var (end, most) = (at[^1], Round(lines.Max(line => line.Values.DefaultIfEmpty(0).Max())));
        var svg = new StringBuilder(Inv($"<figure><figcaption>{Html.Text(title)}</figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Text(title)}\">"));
        for (var i = 0; i <= 4; i++)
        {
            var (y, value) = (Y(most * i / 4, most), most * i / 4);
            svg.Append(Inv($"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" class=\"grid\"/><text x=\"{Left - 4}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{value:0.##}</text>"));
        }
        svg.Append(Inv($"<text x=\"{Left}\" y=\"{Height - 4}\">0 s</text><text x=\"{Width}\" y=\"{Height - 4}\" text-anchor=\"end\">{end:0} s</text>"));
        for (var i = 0; i < lines.Length; i++)
        {
            var points = string.Join(' ', at.Select((t, n) => Inv($"{Left + (t / end * (Width - Left)):0.#},{Y(lines[i].Values[n], most):0.#}")));
            svg.Append(Inv($"<polyline points=\"{points}\" stroke=\"{Colours[i % Colours.Length]}\"/>"));
        }
        svg.Append("</svg><p class=\"legend\">");
        for (var i = 0; i < lines.Length; i++)
            svg.Append(Inv($"<span><i style=\"background:{Colours[i % Colours.Length]}\"></i>{Html.Text(lines[i].Name)}</span>"));
        return svg.Append("</p></figure>").ToString();
    }

    private static double Y(double value, double most) => Top + ((1 - (value / most)) * (Height - Top - Bottom));

    // 1, 2 or 5 times a power of ten: a scale that can be read.
    private static double Round(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1))));
        return Steps.Select(step => step * power).First(step => step >= most);
    }

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
