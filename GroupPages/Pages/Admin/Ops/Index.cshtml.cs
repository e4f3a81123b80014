using GroupPages.Access;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;
using GroupPages.Work.Jobs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Ops;

/// <summary><c>/admin/ops</c>: which tier this is and how full it is, for site admins.</summary>
public sealed class IndexModel(CurrentUser me, CapacityQuery capacity, Metrics metrics, AlertLog alerts, FigureHistory history, Worker worker, TimeProvider clock) : PageModel
{
    // What takes most of the database's time is worth a look; the rest is noise.
    private const int Longest = 8;

    public CapacityReport Report { get; private set; } = null!;

    /// <summary>The statements that took most of the database's time since the start.</summary>
    public IReadOnlyList<StatementTimes> Statements { get; private set; } = [];

    /// <summary>What was told last, newest first.</summary>
    public IReadOnlyList<AlertEvent> Alerts => alerts.Last;

    /// <summary>Milliseconds that a message of late took to the last screen, on average; null without a message.</summary>
    public double? MessageTime => metrics.MessageTime.Count > 0 ? metrics.MessageTime.Mean * 1000 : null;

    /// <summary>The figures of the last ten minutes.</summary>
    public IReadOnlyList<FigureSeries> Figures => history.All;

    /// <summary>What there was to do in the background, at the worker's last look.</summary>
    public JobCounts Jobs => worker.Counts;

    public DateTimeOffset At { get; } = clock.GetUtcNow();

    /// <summary>The figures alone, for the page that stays open: no query.</summary>
    public IActionResult OnGetLive()
    {
        if (!me.IsSiteAdmin)
            return NotFound();
        Response.Headers.CacheControl = "no-store";
        return Partial("/Pages/Admin/Ops/_Live.cshtml", this);
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        // Before anything is read: neither bytes nor time tell others that the page exists.
        if (!me.IsSiteAdmin)
            return NotFound();
        Report = await capacity.RunAsync(cancel);
        Statements = [.. metrics.Statements.Take(Longest)];
        // Figures of this moment: the way back asks again.
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
