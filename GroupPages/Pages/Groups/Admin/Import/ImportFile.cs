using System.Text;
using CsvHelper;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary>
/// Reads what people have: CSV of any spreadsheet, separated by commas, semicolons or tabs, as UTF-8 or UTF-16 with a mark,
/// UTF-8 without one, or Windows-1252, with line breaks inside quotes.
/// </summary>
public static class ImportFile
{
    public const int MaxBytes = 5 * 1024 * 1024, MaxRows = 10_000, MaxColumns = 30;

    private const int MaxCell = 2_000;

    public const string TooLarge = "The file is too large. It may have at most 5 MB and 10,000 rows: split it.";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The western code page of Windows, which Excel writes: anything is something in it.
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <returns>Rows of cells without the empty ones, or what is wrong, in words.</returns>
    public static (string[][] Rows, string? Fault) Read(byte[] bytes)
    {
        if (bytes.Length > MaxBytes)
            return ([], TooLarge);
        var text = Decode(bytes);
        if (text.Contains('\0'))
            return ([], "This is no CSV file. In a spreadsheet choose “Save as” and then “CSV”.");
        if (string.IsNullOrWhiteSpace(text))
            return ([], "There is nothing in it. Choose a file, or paste the rows.");
        return Parse(text);
    }

    private static string Decode(byte[] bytes)
    {
        foreach (var marked in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            if (bytes.AsSpan().StartsWith(marked.Preamble))
                return marked.GetString(bytes.AsSpan(marked.Preamble.Length));
        }
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Windows.GetString(bytes);
        }
    }

    private static (string[][], string?) Parse(string text)
    {
        string? fault = null;
        List<string[]> rows = [];
        using var csv = CsvReader.FromText(text, new()
        {
            HasHeader = false,
            MaxRecordSize = 256 * 1024,
            // A quotation mark that never ends would swallow the rest of the file as one cell.
            OnMalformedRecord = bad => fault ??= bad.Reason == CsvMalformedReason.UnterminatedQuote
                ? $"Row {bad.RecordNumber:N0} begins a quotation mark that never ends. Correct it, and send the file again." : null,
        });
        try
        {
            while (csv.Read())
            {
                if (rows.Count > MaxRows)
                    return ([], TooLarge);
                string[] row = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).Select(Tidy)];
                if (row.Length > MaxColumns)
                    return ([], $"Row {csv.RowNumber:N0} has {row.Length} columns; at most {MaxColumns} are read. Delete those that are not needed.");
                if (row.Any(cell => cell.Length > 0))
                    rows.Add(row);
            }
        }
        catch (CsvFormatException)
        {
            return ([], $"Row {csv.RowNumber + 1:N0} cannot be read. Is there a quotation mark too many?");
        }
        return fault is null ? ([.. rows], null) : ([], fault);
    }

    // Our own export guards cells against being run as formulas; here the guard comes off again.
    private static string Tidy(string cell)
    {
        var text = cell.Trim();
        if (text.Length > 1 && text[0] == '\'' && Export.CsvResult.Formula.Contains(text[1]))
            text = text[1..];
        return text.Length <= MaxCell ? text : text[..(char.IsHighSurrogate(text[MaxCell - 1]) ? MaxCell - 1 : MaxCell)];
    }
}
