using GroupPages.Access;

namespace GroupPages.Pages.Groups.Quiz;

/// <summary>How easily two people's names are taken for each other.</summary>
internal static class NameLikeness
{
    /// <summary>From 0, nothing in common, upwards.</summary>
    public static double Of(MemberCard one, MemberCard other)
    {
        var (a, b) = (First(one), First(other));
        if (a.Length == 0 || b.Length == 0)
            return 0;
        // Dice's coefficient of pairs of letters, then what the eye goes by: how a name begins, ends and how long it is.
        return Dice(a, b) + (a[0] == b[0] ? 0.4 : 0) + (a[^1] == b[^1] ? 0.2 : 0) + (Math.Abs(a.Length - b.Length) <= 1 ? 0.2 : 0)
            + (IsLatin(a) == IsLatin(b) ? 0.5 : 0);
    }

    private static double Dice(string a, string b)
    {
        var (pairs, others) = (Pairs(a), Pairs(b));
        return pairs.Count + others.Count == 0 ? 0 : 2.0 * pairs.Intersect(others).Count() / (pairs.Count + others.Count);
    }

    private static HashSet<string> Pairs(string name) => [.. Enumerable.Range(0, Math.Max(0, name.Length - 1)).Select(at => name.Substring(at, 2))];

    private static string First(MemberCard member) => Data.TextRules.Fold(member.FirstName);

    private static bool IsLatin(string name) => name[0] < '\u0250';
}
