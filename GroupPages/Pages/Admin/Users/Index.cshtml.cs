using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Users;

/// <summary><c>/admin/users</c>: everybody, searched, sorted, in pages.</summary>
[SiteAdminsOnly]
public sealed class IndexModel(UsersQuery users) : PageModel
{
    public DeskPage<UserRow> List { get; private set; } = null!;

    public string? Done { get; private set; }

    public DeskView View => new(
        List.Filter, "Name or email", [("all", "All"), ("admins", "Site admins"), ("deleted", "Deleted")],
        [("new", "Newest first"), ("old", "Oldest first"), ("name", "First name"), ("last", "Last name")],
        List.Found == 1 ? "1 person" : $"{List.Found:N0} people",
        List.HasBefore && List.Rows.Count > 0 ? List.Rows[0].Id.Value : null, List.HasAfter && List.Rows.Count > 0 ? List.Rows[^1].Id.Value : null);

    public async Task OnGetAsync(string? q, string? sort, string? show, long? after, long? before, string? done, CancellationToken cancel)
    {
        List = await users.RunAsync(DeskFilter.Parse(q, sort, show, after, before), cancel);
        Done = DeskErrors.Done(done);
    }
}
