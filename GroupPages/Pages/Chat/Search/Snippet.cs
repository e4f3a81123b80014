using System.Globalization;
using System.Text;

namespace GroupPages.Pages.Chat.Search;

/// <summary>A piece of a found message; the page marks the hits and encodes everything.</summary>
public readonly record struct SnippetPart(string Text, bool IsHit);

/// <summary>
/// The part of a message in which the searched words stand. Only for the eye: which messages match, the database says
/// (<c>search_of</c> in sql/0008); what is folded differently here is shown without a mark.
/// </summary>
public static class Snippet
{
    private const int Longest = 180;
    private const int Lead = 40;

    // What NFKD leaves alone and unaccent does not.
    private static readonly Dictionary<int, string> Letters = new()
    {
        ['ß'] = "ss",
        ['ẞ'] = "ss",
        ['ø'] = "o",
        ['Ø'] = "o",
        ['æ'] = "ae",
        ['Æ'] = "ae",
        ['œ'] = "oe",
        ['Œ'] = "oe",
        ['ł'] = "l",
        ['Ł'] = "l",
        ['đ'] = "d",
        ['Đ'] = "d",
        ['ı'] = "i",
        ['ς'] = "σ",
        ['ħ'] = "h",
        ['Ħ'] = "h",
        ['þ'] = "th",
        ['Þ'] = "th",
        ['ð'] = "d",
        ['Ð'] = "d",
    };

    /// <param name="text">A message.</param>
    /// <param name="typed">What was searched.</param>
    public static IReadOnlyList<SnippetPart> Of(string text, string typed)
    {
        var line = string.Concat(text.Select(c => c is '\n' or '\t' ? ' ' : c));
        var hits = Hits(line, typed);
        var (start, end) = Window(line, hits.Count > 0 ? hits[0].Start : 0);
        List<SnippetPart> parts = [];
        var at = start;
        foreach (var hit in hits.Where(hit => hit.Start >= start && hit.End <= end))
        {
            Add(line[at..hit.Start], false);
            Add(line[hit.Start..hit.End], true);
            at = hit.End;
        }
        Add(line[at..end], false);
        if (start > 0)
            parts.Insert(0, new("… ", false));
        if (end < line.Length)
            parts.Add(new(" …", false));
        return parts;

        void Add(string part, bool isHit)
        {
            if (part.Length > 0)
                parts.Add(new(part, isHit));
        }
    }

    private static List<(int Start, int End)> Hits(string line, string typed)
    {
        var (folded, from) = Fold(line);
        List<(int Start, int End)> found = [];
        foreach (var word in typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => Fold(word).Text.Trim(Edges)).Distinct().Where(word => word.Length > 0))
        {
            for (var i = folded.IndexOf(word, StringComparison.Ordinal); i >= 0; i = folded.IndexOf(word, i + word.Length, StringComparison.Ordinal))
            {
                if (i == 0 || !char.IsLetterOrDigit(folded[i - 1]) || IsSpaceless(folded[i]))
                    found.Add((from[i], from[i + word.Length]));
            }
        }
        List<(int Start, int End)> merged = [];
        foreach (var hit in found.Where(hit => hit.End > hit.Start).Order())
        {
            if (merged.Count > 0 && hit.Start <= merged[^1].End)
                merged[^1] = (merged[^1].Start, Math.Max(hit.End, merged[^1].End));
            else
                merged.Add(hit);
        }
        return merged;
    }

    private static readonly char[] Edges = [.. Enumerable.Range(33, 94).Select(c => (char)c).Where(c => !char.IsAsciiLetterOrDigit(c))];

    // Around the first hit, from a word's beginning to a word's end, and never through a sign of two chars.
    private static (int Start, int End) Window(string line, int hit)
    {
        var start = hit <= Lead || line.Length <= Longest ? 0 : line.IndexOf(' ', hit - Lead, Lead) is >= 0 and var space ? space + 1 : hit;
        if (line.Length - start <= Longest)
            return (start, line.Length);
        var end = line.LastIndexOf(' ', start + Longest, Longest / 3) is >= 0 and var last ? last : start + Longest;
        return (start, char.IsLowSurrogate(line[end]) ? end + 1 : end);
    }

    /// <summary>The folded text, and for each of its chars (and its end) where in the original it comes from.</summary>
    private static (string Text, List<int> From) Fold(string text)
    {
        StringBuilder folded = new(text.Length);
        List<int> from = new(text.Length + 1);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var c in Folded(rune))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark || c == 'ـ')
                    continue;
                folded.Append(char.ToLowerInvariant(c));
                from.Add(at);
            }
            at += rune.Utf16SequenceLength;
        }
        from.Add(text.Length);
        return (folded.ToString(), from);
    }

    private static string Folded(Rune rune) =>
        rune.IsAscii ? rune.ToString()
        : Letters.TryGetValue(rune.Value, out var letters) ? letters
        // string.Normalize refuses non-characters.
        : (rune.Value & 0xFFFE) == 0xFFFE ? "\uFFFD"
        : rune.ToString().Normalize(NormalizationForm.FormKD);

    // A word of these scripts may begin anywhere.
    private static bool IsSpaceless(char c) => c is (>= '\u0E01' and <= '\u0EDF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u2E80' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') || char.IsSurrogate(c);
}
