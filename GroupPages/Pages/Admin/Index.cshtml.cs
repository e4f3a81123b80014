using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin;

/// <summary><c>/admin</c>: where site admins begin.</summary>
[SiteAdminsOnly]
public sealed class IndexModel(SiteCountsQuery counts, LeftReportsQuery reports) : PageModel
{
    public SiteCounts Counts { get; private set; } = null!;

    public IReadOnlyList<LeftReports> Reports { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var (counted, left) = (counts.RunAsync(cancel), reports.RunAsync(cancel));
        (Counts, Reports) = (await counted, await left);
    }
}
