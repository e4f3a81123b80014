using Microsoft.AspNetCore.WebUtilities;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>What the leaders' list shows: the query of its address, with anything unknown taken for the default.</summary>
/// <param name="AllChosen">Every box of the page is ticked: "choose all" without a script.</param>
public sealed record MembersFilter(string Q, string Show, string Sort, int Page, bool AllChosen)
{
    public static readonly (string Value, string Words)[] Shows =
        [("all", "All"), ("leaders", "Leaders"), ("waiting", "Waiting"), ("banned", "Banned")];

    public static readonly (string Value, string Words)[] Sorts =
        [("role", "Leaders first"), ("first", "First name"), ("last", "Last name"), ("new", "Newest first")];

    public static MembersFilter Parse(IQueryCollection query) => new(
        query["q"].ToString().Trim() is { Length: <= 100 } text ? text : "",
        Known(query["show"].ToString(), Shows), Known(query["sort"].ToString(), Sorts),
        int.TryParse(query["page"], out var page) && page is >= 1 and <= 10_000 ? page : 1, query["choose"] == "all");

    /// <summary>The query string, without what is the default; changing anything but the page leads to its first page.</summary>
    public string Link(string? show = null, string? sort = null, int? page = null, params (string Name, string Value)[] more)
    {
        Dictionary<string, string?> parts = [];
        if (Q.Length > 0)
            parts["q"] = Q;
        if ((show ?? Show) is var shown && shown != "all")
            parts["show"] = shown;
        if ((sort ?? Sort) is var sorted && sorted != "role")
            parts["sort"] = sorted;
        if ((page ?? 1) is var number && number != 1)
            parts["page"] = $"{number}";
        foreach (var (name, value) in more)
            parts[name] = value;
        return QueryHelpers.AddQueryString("", parts) is { Length: > 0 } query ? query : "?";
    }

    /// <summary>Where a form of this page goes, so that the answer shows the same page again.</summary>
    public string Act(string handler) => Link(page: Page, more: ("handler", handler));

    private static string Known(string value, (string Value, string Words)[] all) =>
        all.Any(known => known.Value == value) ? value : all[0].Value;
}
