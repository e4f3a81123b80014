using System.Globalization;
using System.Text;

namespace GroupPages.Data;

/// <summary>What people may type (PRODUCT.md, data rules): trimmed; no control characters; any other script and sign.</summary>
public static class TextRules
{
    /// <summary>One line of <paramref name="shortest"/> to <paramref name="longest"/> characters, counted as Unicode scalar values.</summary>
    /// <returns>The trimmed text, or null with the fault in words.</returns>
    public static string? Line(string? typed, int shortest, int longest, string what, out string? fault)
    {
        var text = typed?.Trim() ?? "";
        fault = text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029') ? $"{what} has a character that cannot be shown."
            : Length(text) < shortest || (shortest > 0 && !HasInk(text)) ? $"Please give {what.ToLowerInvariant()}."
            : Length(text) > longest ? $"{what} may have at most {longest} characters."
            : null;
        return fault is null ? text : null;
    }

    /// <summary>Several lines; line breaks become LF, tabs stay.</summary>
    public static string? Body(string? typed, int shortest, int longest, string what, out string? fault)
    {
        var text = typed?.ReplaceLineEndings("\n").Trim() ?? "";
        fault = text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? $"{what} has a character that cannot be shown."
            : Length(text) < shortest || (shortest > 0 && !HasInk(text)) ? $"{what} is empty."
            : Length(text) > longest ? $"{what} may have at most {longest:N0} characters; this one has {Length(text):N0}."
            : null;
        return fault is null ? text : null;
    }

    /// <summary>How a name is searched and sorted: lower case, accents folded.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in Normalizable(text).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            var small = char.ToLowerInvariant(c);
            if (Unmarked(small) is { } letters)
                folded.Append(letters);
            else
                folded.Append(small);
        }
        return folded.ToString();
    }

    // Letters with a stroke or of two parts have no accent to take off; who searches for them types these, as unaccent has it.
    private static string? Unmarked(char small) => small switch
    {
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => null,
    };

    // string.Normalize throws on U+FFFE and on half a surrogate pair: one such name would take its whole group's page down.
    private static string Normalizable(string text) => string.Concat(text.EnumerateRunes()).Replace('\uFFFE', '\uFFFD');

    /// <summary>Characters as PostgreSQL's char_length counts them.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    // Letters and signs by their category that are drawn as nothing: the Hangul fillers and the Braille pattern without dots.
    private static bool IsBlank(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0;

    // Something to see: a name of zero-width joiners alone would be an empty card.
    private static bool HasInk(string text) => text.EnumerateRunes().Any(rune => !IsBlank(rune) && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.OtherNotAssigned));
}
