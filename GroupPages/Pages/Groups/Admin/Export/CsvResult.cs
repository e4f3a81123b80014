using CsvHelper;
using Microsoft.AspNetCore.Mvc;

namespace GroupPages.Pages.Groups.Admin.Export;

/// <summary>
/// A CSV file to download (RFC 4180, UTF-8 with a mark, by which Excel knows it), written as it goes out. A cell that a
/// spreadsheet would take for a formula starts with an apostrophe (OWASP, "CSV injection"); the import takes it off again.
/// </summary>
public sealed class CsvResult(string name, string[] header, IEnumerable<string[]> rows) : ActionResult
{
    // The last four are the wide forms, which a spreadsheet of East Asia takes for the narrow ones.
    internal static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

    private static readonly CsvWriterOptions Format = new() { WriteByteOrderMark = true };

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.CacheControl = "private, no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        if (HttpMethods.IsHead(context.HttpContext.Request.Method))
            return;
        var cancel = context.HttpContext.RequestAborted;
        await using var csv = CsvWriter.Create(response.Body, Format, leaveOpen: true);
        await csv.WriteRecordAsync(header, cancel);
        foreach (var row in rows)
            await csv.WriteRecordAsync([.. row.Select(Neutral)], cancel);
    }

    private static string Neutral(string cell) => cell.Length > 0 && Formula.Contains(cell[0]) ? "'" + cell : cell;
}
