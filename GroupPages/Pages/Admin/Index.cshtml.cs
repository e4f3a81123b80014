using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin;

/// <summary><c>/admin</c>: where site admins begin.</summary>
[SiteAdminsOnly]
public sealed class IndexModel(SiteCountsQuery counts) : PageModel
{
    public SiteCounts Counts { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel) => Counts = await counts.RunAsync(cancel);
}
