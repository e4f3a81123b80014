using System.Collections.Frozen;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary>What the columns of a file may be, and what they probably are.</summary>
public static class ImportColumns
{
    public static readonly (string Value, string Words)[] Kinds =
    [
        ("", "Leave out"), ("first", "First name"), ("last", "Last name"), ("name", "Whole name"), ("email", "Email"), ("phone", "Phone"), ("about", "About"),
    ];

    // As people call them in a few languages; folded, letters only. Not "notes": what leaders noted is not for everybody.
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["firstname"] = "first",
        ["first"] = "first",
        ["givenname"] = "first",
        ["forename"] = "first",
        ["vorname"] = "first",
        ["rufname"] = "first",
        ["prenom"] = "first",
        ["nombre"] = "first",
        ["nome"] = "first",
        ["voornaam"] = "first",
        ["fornavn"] = "first",
        ["imie"] = "first",
        ["lastname"] = "last",
        ["last"] = "last",
        ["surname"] = "last",
        ["familyname"] = "last",
        ["nachname"] = "last",
        ["familienname"] = "last",
        ["nomdefamille"] = "last",
        ["apellido"] = "last",
        ["apellidos"] = "last",
        ["cognome"] = "last",
        ["achternaam"] = "last",
        ["efternamn"] = "last",
        ["nazwisko"] = "last",
        ["name"] = "name",
        ["nom"] = "name",
        ["fullname"] = "name",
        ["displayname"] = "name",
        ["vollername"] = "name",
        ["email"] = "email",
        ["mail"] = "email",
        ["emailaddress"] = "email",
        ["emailadresse"] = "email",
        ["mailadresse"] = "email",
        ["courriel"] = "email",
        ["correo"] = "email",
        ["correoelectronico"] = "email",
        ["epost"] = "email",
        ["phone"] = "phone",
        ["phonenumber"] = "phone",
        ["mobile"] = "phone",
        ["mobilephone"] = "phone",
        ["cell"] = "phone",
        ["tel"] = "phone",
        ["telephone"] = "phone",
        ["telefon"] = "phone",
        ["telefonnummer"] = "phone",
        ["handy"] = "phone",
        ["mobil"] = "phone",
        ["telefono"] = "phone",
        ["portable"] = "phone",
        ["about"] = "about",
        ["aboutme"] = "about",
        ["bio"] = "about",
    }.ToFrozenDictionary();

    /// <summary>What each column is, and whether the first row names them.</summary>
    public static (string[] Columns, bool HasHeader) Guess(string[][] rows)
    {
        var width = rows.Max(row => row.Length);
        string[] named = [.. Enumerable.Range(0, width).Select(at => at < rows[0].Length ? Known.GetValueOrDefault(Plain(rows[0][at]), "") : "")];
        if (named.All(kind => kind.Length == 0))
            return (ByContent(rows, width), false);
        // Beside a first name, "Name" is the last one, as German lists have it.
        if (named.Contains("first") && !named.Contains("last") && Array.IndexOf(named, "name") is >= 0 and var at)
            named[at] = "last";
        return (Once(named), true);
    }

    /// <summary>Of two columns that are said to be the same, the first is.</summary>
    public static string[] Once(IReadOnlyList<string> columns) =>
        [.. columns.Select((kind, at) => Kinds.Any(known => known.Value == kind) && columns.Take(at).All(before => before != kind) ? kind : "")];

    private static string[] ByContent(string[][] rows, int width)
    {
        var columns = Enumerable.Repeat("", width).ToArray();
        var sample = rows.Take(50).ToList();
        int Count(int at, Func<string, bool> fits) => sample.Count(row => at < row.Length && fits(row[at]));
        var email = Enumerable.Range(0, width).FirstOrDefault(at => Count(at, cell => cell.Contains('@')) * 2 > sample.Count, -1);
        if (email >= 0)
            columns[email] = "email";
        var names = Enumerable.Range(0, width).Where(at => at != email && Count(at, cell => cell.Any(char.IsLetter)) * 2 > sample.Count).Take(2).ToList();
        if (names.Count == 1)
            columns[names[0]] = "name";
        else if (names.Count == 2)
            (columns[names[0]], columns[names[1]]) = ("first", "last");
        return columns;
    }

    private static string Plain(string name) => string.Concat(TextRules.Fold(name).Where(char.IsLetter));
}
