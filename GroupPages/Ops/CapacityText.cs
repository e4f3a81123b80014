using System.Text;

namespace GroupPages.Ops;

/// <summary>The report for a terminal: plain text in columns.</summary>
internal static class CapacityText
{
    public static string Of(CapacityReport report)
    {
        var text = new StringBuilder().AppendLine(report.Tier).AppendLine(Phases.Holds).AppendLine();
        Append(text, [["How full it is", "Now", "", "Verdict"], .. report.Gauges.Select(g => new[] { g.Name, g.Words, $"{g.Percent} %", g.Verdict })]);
        text.AppendLine();
        Append(text, report.Facts.Select(fact => new[] { fact.Name, fact.Words }));
        text.AppendLine();
        Append(text, [["Phase", "Groups", "People at once", "Pool of limit", "Monthly", "Database"], .. Phases.All.Select(phase => Row(phase, report.Phase))]);
        return text.AppendLine().Append("Next step: ").Append(report.NextStep).ToString();
    }

    private static string[] Row(Phase phase, Phase current) =>
        [phase == current ? $"{phase.Number} (this)" : $"{phase.Number}", phase.Groups, phase.People, phase.Pool, phase.Monthly, phase.Servers];

    private static void Append(StringBuilder text, IEnumerable<string[]> lines)
    {
        string[][] rows = [.. lines];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
