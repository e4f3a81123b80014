using System.Net;

namespace GroupPages.Load.Reports;

/// <summary>What the report's HTML is made of.</summary>
internal static class Html
{
    public const string Style = """
        :root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}body{max-width:1000px;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse;margin:.6rem 0}th,td{padding:.15rem .7rem;text-align:right;border-bottom:1px solid #8884}th:first-child,td:first-child{text-align:left}
        .bad{color:#c22;font-weight:600}.good{color:#2a7d32}.small{font-size:.85rem;opacity:.75}figure{display:inline-block;width:470px;max-width:100%;margin:.4rem .4rem .4rem 0}
        svg{width:100%;height:auto;font-size:11px;fill:currentColor}polyline{fill:none;stroke-width:1.6}.grid{stroke:#8883}.legend span{margin-right:1rem;font-size:.85rem}
        .legend i{display:inline-block;width:.8em;height:.8em;margin-right:.35em}.columns{columns:2;font-size:.9rem}h2{margin-top:2.2rem;border-top:2px solid #8886;padding-top:1rem}
        """;

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Table(IEnumerable<string> head, IEnumerable<IEnumerable<string>> rows) =>
        $"<table><thead><tr>{string.Concat(head.Select(cell => $"<th>{cell}</th>"))}</tr></thead><tbody>"
        + string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>")) + "</tbody></table>";
}
