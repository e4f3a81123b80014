using GroupPages.Pages.Groups.Admin.Log;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Log;

/// <summary><c>/admin/log</c>: what belongs to no group: what site admins did, and what people did with their own accounts.</summary>
[SiteAdminsOnly]
public sealed class IndexModel(LogQuery query) : PageModel
{
    public LogView View { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var filter = LogFilter.Parse(Request.Query);
        View = new(await query.RunOfSiteAsync(filter, cancel), filter, "/admin/log", "What site admins do, and people with their accounts, stands here.");
    }
}
