using GroupPages.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary><c>/g/{slug}/admin/members</c>: who is in the group, for its leaders; what can be done with many at once; who is banned. What is done with them: Index.Changes.cs.</summary>
public sealed partial class IndexModel(GroupAccess access, MemberTools tools) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public MembersPage List { get; private set; } = null!;

    public IReadOnlyList<BannedPerson> Banned { get; private set; } = [];

    public string? Fault { get; private set; }

    public string? Done { get; private set; }

    public NewPerson Person { get; private set; } = new("", "", null, null);

    public async Task<IActionResult> OnGetAsync(string slug, string? done, int n, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        Done = MembersErrors.Done(done, n);
        return await ShowAsync(visit, StatusCodes.Status200OK, cancel);
    }

    private async Task<IActionResult> ShowAsync(GroupVisit visit, int status, CancellationToken cancel)
    {
        Visit = visit;
        var filter = MembersFilter.Parse(Request.Query);
        if (filter.Show == "banned")
            Banned = await tools.BannedAsync(visit, cancel);
        List = filter.Show == "banned" ? new(filter, [], Banned.Count, 1) : await tools.ListAsync(visit, filter, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return this.Refused(status);
    }
}
