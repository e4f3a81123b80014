using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Chat;

/// <summary>Somebody a message names by <c>@Ann</c> or <c>@Ann Moore</c>.</summary>
/// <param name="Name">The name as it is written there, without the sign.</param>
public sealed record NamedPerson(UserId Id, string Name)
{
    // A first and a last name of 40 characters each, which may be pairs of UTF-16 units.
    private const int LongestName = 161;

    // Nobody means more; a text of signs alone must not cost much.
    private const int Most = 50, MostSigns = 200;

    /// <summary>Whom a text names, each once. A name that several people have names nobody.</summary>
    /// <param name="people">Who may be named: the people of the conversation.</param>
    public static IReadOnlyList<NamedPerson> In(string text, IEnumerable<MemberCard> people)
    {
        if (!text.Contains('@', StringComparison.Ordinal))
            return [];
        var names = new Names(people);
        List<NamedPerson> found = [];
        var signs = 0;
        for (var sign = text.IndexOf('@', StringComparison.Ordinal); sign >= 0 && found.Count < Most && signs < MostSigns; sign = text.IndexOf('@', sign + 1))
        {
            signs++;
            if (IsStart(text, sign) && names.At(text, sign + 1) is { } person && found.TrueForAll(other => other.Id != person.Id))
                found.Add(person);
        }
        return found;
    }

    /// <summary>What to write to name somebody: the first name where it is enough.</summary>
    public static Func<MemberCard, string> Shortest(IEnumerable<MemberCard> people)
    {
        var names = new Names(people);
        return person => names.At(person.FirstName, 0)?.Id == person.Id ? person.FirstName : person.FullName;
    }

    /// <summary>True when this one is named by the "@" at a place of a text.</summary>
    public bool StandsAt(string text, int sign) => Name.Length > 0 && IsStart(text, sign) && IsEnd(text, sign + 1 + Name.Length)
        && text.AsSpan(sign + 1).StartsWith(Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>From <c>17 Ann Moore</c>, as the query gives it.</summary>
    internal static NamedPerson Read(string row) =>
        row.IndexOf(' ', StringComparison.Ordinal) is var at
            ? new(new(long.Parse(row.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture)), row[(at + 1)..]) : throw new FormatException();

    // "ann@example.org" names nobody.
    private static bool IsStart(string text, int sign) => sign == 0 || !char.IsLetterOrDigit(text[sign - 1]);

    // Neither within a word, nor before its accent, nor amid a pair of UTF-16 units.
    private static bool IsEnd(string text, int end) => end == text.Length || (end < text.Length && !char.IsLetterOrDigit(text, end)
        && !char.IsLowSurrogate(text[end]) && char.GetUnicodeCategory(text[end]) is not UnicodeCategory.NonSpacingMark);

    /// <summary>The names of a conversation's people; null for one that several have.</summary>
    private sealed class Names
    {
        private readonly Dictionary<string, UserId?> full = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, UserId?> first = new(StringComparer.OrdinalIgnoreCase);

        public Names(IEnumerable<MemberCard> people)
        {
            foreach (var person in people)
            {
                full[person.FullName] = full.ContainsKey(person.FullName) ? null : person.Id;
                first[person.FirstName] = first.ContainsKey(person.FirstName) ? null : person.Id;
            }
        }

        /// <summary>Whom the text from a place on names; the longest name that is somebody's decides.</summary>
        public NamedPerson? At(string text, int start)
        {
            for (var end = Math.Min(text.Length, start + LongestName); end > start; end--)
            {
                if (!IsEnd(text, end))
                    continue;
                var name = text.AsSpan(start..end);
                if (full.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var id)
                    || first.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out id))
                    return id is { } one ? new(one, name.ToString()) : null;
            }
            return null;
        }
    }
}
