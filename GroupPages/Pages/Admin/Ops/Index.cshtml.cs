using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Ops;

/// <summary><c>/admin/ops</c>: which tier this is and how full it is, for site admins.</summary>
public sealed class IndexModel(CurrentUser me, CapacityQuery capacity) : PageModel
{
    public CapacityReport Report { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        // Before anything is read: neither bytes nor time tell others that the page exists.
        if (!me.IsSiteAdmin)
            return NotFound();
        Report = await capacity.RunAsync(cancel);
        // Figures of this moment: the way back asks again.
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
