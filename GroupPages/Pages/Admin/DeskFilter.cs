using Microsoft.AspNetCore.WebUtilities;

namespace GroupPages.Pages.Admin;

/// <summary>What a list shows: the query of its address. A sort or view that the list does not know is taken for the default by it.</summary>
/// <param name="After">The row after which this page begins; the list goes on from there whatever came before it meanwhile.</param>
/// <param name="Before">The row before which this page ends.</param>
public sealed record DeskFilter(string Q, string Sort, string Show, long? After, long? Before)
{
    public static DeskFilter Parse(string? q, string? sort, string? show, long? after, long? before) => new(
        q?.Trim() is { Length: <= 100 } text && !text.Any(char.IsControl) ? text : "",
        sort ?? "new",
        show ?? "all",
        after is > 0 ? after : null,
        after is null && before is > 0 ? before : null);

    /// <summary>The words of the search, at most four, as patterns of LIKE; the statement folds them as the list is.</summary>
    public IReadOnlyList<string> Patterns { get; } =
    [
        .. Q.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(4)
            .Select(word => $"%{word.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%"),
    ];

    /// <summary>The query string of another view of the list; anything but a page leads to its first one.</summary>
    public string Link(string? sort = null, string? show = null, long? after = null, long? before = null)
    {
        var (newSort, newShow) = (sort ?? Sort, show ?? Show);
        Dictionary<string, string?> parts = [];
        if (Q.Length > 0)
            parts["q"] = Q;
        if (newSort != "new")
            parts["sort"] = newSort;
        if (newShow != "all")
            parts["show"] = newShow;
        if (after is not null)
            parts["after"] = $"{after}";
        if (before is not null)
            parts["before"] = $"{before}";
        return QueryHelpers.AddQueryString("", parts) is { Length: > 0 } query ? query : "?";
    }
}
