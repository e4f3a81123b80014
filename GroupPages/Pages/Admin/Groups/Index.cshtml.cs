using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Groups;

/// <summary><c>/admin/groups</c>: every group, searched, sorted, in pages.</summary>
[SiteAdminsOnly]
public sealed class IndexModel(GroupsQuery groups) : PageModel
{
    public DeskPage<GroupRow> List { get; private set; } = null!;

    public string? Done { get; private set; }

    public DeskView View => new(
        List.Filter, "Name or address", [("all", "All"), ("deleted", "Deleted")],
        [("new", "Newest first"), ("old", "Oldest first"), ("name", "Name")],
        List.Found == 1 ? "1 group" : $"{List.Found:N0} groups",
        List.HasBefore && List.Rows.Count > 0 ? List.Rows[0].Id.Value : null, List.HasAfter && List.Rows.Count > 0 ? List.Rows[^1].Id.Value : null);

    public async Task OnGetAsync(string? q, string? sort, string? show, long? after, long? before, string? done, CancellationToken cancel)
    {
        List = await groups.RunAsync(DeskFilter.Parse(q, sort, show, after, before), cancel);
        Done = DeskErrors.Done(done);
    }
}
