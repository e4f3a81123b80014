using System.Text.RegularExpressions;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary>Makes a row's cells what they are meant to be, or says what is wrong with them.</summary>
internal static partial class ImportCells
{
    /// <returns>A row whose outcome is open, or <c>error</c>.</returns>
    public static ImportRow Read(int number, string[] cells, string[] columns)
    {
        string Cell(string kind) => Array.IndexOf(columns, kind) is >= 0 and var at && at < cells.Length ? cells[at] : "";
        var (first, last) = (OneLine(Cell("first")), OneLine(Cell("last")));
        if (first.Length == 0 && OneLine(Cell("name")) is { Length: > 0 } name)
            (first, last) = Split(name, last);
        var (email, about) = (Cell("email"), Cell("about"));
        var phone = Phone(Cell("phone"), out var remark);
        TextRules.Line(first, 1, 40, "The first name", out var firstFault);
        TextRules.Line(last, 0, 40, "The last name", out var lastFault);
        TextRules.Body(about, 0, 280, "About", out var aboutFault);
        var fault = (first.Length == 0 ? "There is no first name." : firstFault) ?? lastFault ?? EmailFault(email) ?? aboutFault;
        return new(number, first, last, email, phone, about.ReplaceLineEndings("\n"), fault is null ? "" : "error", fault ?? remark);
    }

    private static string? EmailFault(string email) =>
        email.Length == 0 || (email.Length <= 254 && Address().IsMatch(email)) ? null : $"“{Short(email)}” is no email address.";

    // E.164, or none: a number without its country is somebody else's in another one.
    private static string Phone(string typed, out string remark)
    {
        remark = "";
        var number = NotInNumbers().Replace(typed.Replace("(0)", "", StringComparison.Ordinal), "");
        if (number.StartsWith("00", StringComparison.Ordinal))
            number = "+" + number[2..];
        if (number.Length == 0 || Number().IsMatch(number))
            return number;
        remark = "The phone number is left out: write it with its country, such as +49 171 123456.";
        return "";
    }

    // "Moore, Ann" or "Ann Moore".
    private static (string First, string Last) Split(string name, string last)
    {
        if (last.Length > 0)
            return (name, last);
        if (name.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma)
            return (name[(comma + 1)..].Trim(), name[..comma].Trim());
        return name.LastIndexOf(' ') is > 0 and var space ? (name[..space].Trim(), name[(space + 1)..]) : (name, "");
    }

    private static string OneLine(string text) => Space().Replace(text, " ").Trim();

    private static string Short(string text) => text.Length <= 60 ? text : string.Concat(text.EnumerateRunes().Take(60)) + "…";

    [GeneratedRegex(@"\A[^\s\p{C}@,;<>""()]+@[^\s\p{C}@,;<>""()]+\.[^\s\p{C}@,;<>""().]{2,}\z")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\s./()\-‐–\u00A0]")]
    private static partial Regex NotInNumbers();

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"[\s\u00A0]+")]
    private static partial Regex Space();
}
