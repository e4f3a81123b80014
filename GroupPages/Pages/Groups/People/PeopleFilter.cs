using Microsoft.AspNetCore.WebUtilities;

namespace GroupPages.Pages.Groups.People;

/// <summary>What the people page shows: the query of its address, with anything unknown taken for the default.</summary>
public sealed record PeopleFilter(string Q, string Show, string Sort, string View, int Page)
{
    public static readonly PeopleFilter Default = new("", "all", "new", "grid", 1);

    public static PeopleFilter Parse(string? q, string? show, string? sort, string? view, int? page) => new(
        q?.Trim() is { Length: <= 100 } text ? text : "",
        show is "met" or "new" or "not-met" ? show : "all",
        sort is "first" or "last" or "met" ? sort : "new",
        view is "list" ? view : "grid",
        page is >= 1 and <= 10_000 ? page.Value : 1);

    /// <summary>True for the page as it opens: newcomers may be put on it live without asking whether they fit.</summary>
    public bool ShowsNewcomers => Q.Length == 0 && Show is "all" or "new" && Sort == "new" && Page == 1;

    /// <summary>The query string, without what is the default; changing anything but the page leads to its first page.</summary>
    public string Link(string? show = null, string? sort = null, string? view = null, int? page = null)
    {
        var target = this with { Show = show ?? Show, Sort = sort ?? Sort, View = view ?? View, Page = page ?? 1 };
        Dictionary<string, string?> parts = [];
        if (target.Q.Length > 0)
            parts["q"] = target.Q;
        if (target.Show != Default.Show)
            parts["show"] = target.Show;
        if (target.Sort != Default.Sort)
            parts["sort"] = target.Sort;
        if (target.View != Default.View)
            parts["view"] = target.View;
        if (target.Page != 1)
            parts["page"] = $"{target.Page}";
        return QueryHelpers.AddQueryString("", parts) is { Length: > 0 } query ? query : "?";
    }
}
