using GroupPages.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Log;

/// <summary><c>/g/{slug}/admin/log</c>: who did what, and when, for the group's leaders.</summary>
public sealed class IndexModel(GroupAccess access, LogQuery query) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public LogFilter Filter { get; private set; } = null!;

    public LogPage Log { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        (Visit, Filter) = (visit, LogFilter.Parse(Request.Query));
        Log = await query.RunAsync(visit, Filter, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
