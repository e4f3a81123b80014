using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Reports;

/// <summary>What a leader typed that could not be done, and beside which report it is told.</summary>
public sealed record ReportFault(long Report, string Words, string? Action, string? Typed, string? Days);

/// <summary><c>/g/{slug}/admin/reports</c>: what members have reported, and what leaders do about it.</summary>
public sealed class IndexModel(
    GroupAccess access, GroupSnapshots groups, ReportsQuery query, HandleReportCommand command, TimeProvider clock) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public IReadOnlyList<OpenReport> Reports { get; private set; } = [];

    public ReportFault? Fault { get; private set; }

    public bool IsDone { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, string? done, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        IsDone = done == "1";
        return await ShowAsync(visit, cancel);
    }

    /// <param name="report">Which one.</param>
    /// <param name="action">What to do: a name of <see cref="ReportAction"/>.</param>
    /// <param name="words">The reason or the warning.</param>
    /// <param name="days">How long a ban lasts; empty or 0 for good.</param>
    public async Task<IActionResult> OnPostAsync(string slug, long report, string? action, string? words, string? days, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } by } visit)
            return NotFound();
        var fault = ReportErrors.Unknown;
        if (ReportAction.Named(action) is not { } chosen || chosen.Words(words, out fault) is not { } said)
            return await AgainAsync(visit, StatusCodes.Status422UnprocessableEntity, new(report, fault!, action, words, days), cancel);
        DateTimeOffset? until = int.TryParse(days, out var length) && length is > 0 and <= 3650 ? clock.GetUtcNow().AddDays(length) : null;
        var ended = await command.RunAsync(visit.Card.Id, report, by, chosen.Name, said, until, cancel);
        if (ended == Handling.NotThere)
            return NotFound();
        if (ended != Handling.Done)
            return await AgainAsync(visit, StatusCodes.Status409Conflict, new(report, ReportErrors.WordsOf(ended), action, words, days), cancel);
        // Whoever was removed, banned or muted by it is so from the answer on, here at least.
        groups.Drop(visit.Card.Id);
        return new SeeOtherResult($"/g/{slug}/admin/reports?done=1");
    }

    private async Task<IActionResult> AgainAsync(GroupVisit visit, int status, ReportFault fault, CancellationToken cancel)
    {
        Fault = fault;
        Response.StatusCode = status;
        return await ShowAsync(visit, cancel);
    }

    private async Task<IActionResult> ShowAsync(GroupVisit visit, CancellationToken cancel)
    {
        Visit = visit;
        Reports = await query.RunAsync(visit, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
