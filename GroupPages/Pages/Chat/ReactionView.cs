using GroupPages.Data;

namespace GroupPages.Pages.Chat;

/// <summary>One emoji under a message, and who put it there, the first one first.</summary>
public sealed record ReactionView(string Emoji, IReadOnlyList<UserId> By, IReadOnlyList<string> Names)
{
    // Beyond these a pill that 500 people touched would be kilobytes in every frame of a lively room.
    private const int MostIds = 40, MostNames = 8;

    public int Count => By.Count;

    /// <summary>The ids by which a page finds its reader's own pills; the first forty where there are more.</summary>
    public string Reactors => string.Join(' ', By.Take(MostIds));

    /// <summary>Who, in words: "Ann, Ben and 3 others".</summary>
    public string Who => Names.Count > MostNames
        ? $"{string.Join(", ", Names.Take(MostNames))} and {Names.Count - MostNames} others"
        : Names.Count > 1 ? $"{string.Join(", ", Names.SkipLast(1))} and {Names[^1]}" : string.Concat(Names);

    /// <summary>Gathers reactions, in the order they were made, into one entry an emoji.</summary>
    public static IReadOnlyList<ReactionView> Gather(string[] emoji, long[] by, string[] names) =>
        [.. Enumerable.Range(0, emoji.Length).GroupBy(i => emoji[i], StringComparer.Ordinal)
            .Select(group => new ReactionView(group.Key, [.. group.Select(i => new UserId(by[i]))], [.. group.Select(i => names[i])]))];
}
