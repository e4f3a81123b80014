using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Chat.Reporting;

/// <summary><c>/chat/{conversation}/{seq}/report</c>: tells leaders about a message.</summary>
public sealed class IndexModel(ConversationAccess access, CodeTables codes, ReportableQuery query, ReportCommand command, Limits limits) : PageModel
{
    public const int LongestWords = 1_000;

    public ConversationVisit Visit { get; private set; } = null!;

    /// <summary>Null once it is reported: the page then says thank you.</summary>
    public Reportable? Message { get; private set; }

    public long Seq { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public string? ReasonFault { get; private set; }

    public string? WordsFault { get; private set; }

    public async Task<IActionResult> OnGetAsync(long conversationId, long seq, string? sent, CancellationToken cancel)
    {
        if (await access.AsReaderAsync(new(conversationId), cancel) is not { } visit)
            return NotFound();
        return await ShowAsync(visit, seq, isSent: sent == "1", cancel);
    }

    public async Task<IActionResult> OnPostAsync(long conversationId, long seq, CancellationToken cancel)
    {
        if (await access.AsReaderAsync(new(conversationId), cancel) is not { } visit)
            return NotFound();
        var reason = codes.ReportReasons.FirstOrDefault(known => known.Name == Reason);
        var words = TextRules.Body(Words, 0, LongestWords, "What you write", out var fault);
        (ReasonFault, WordsFault) = (reason is null ? "Please choose what is wrong with it." : null, fault);
        if (reason is null || words is null)
            return await AgainAsync(visit, seq, StatusCodes.Status422UnprocessableEntity, cancel);
        if (!limits.AllowsPost(visit.UserId))
            return new TooManyResult();
        switch (await command.RunAsync(visit.Card.Id, seq, visit.UserId, reason.Id, words, cancel))
        {
            case ReportOutcome.Done:
                return new SeeOtherResult($"/chat/{conversationId}/{seq}/report?sent=1");
            case ReportOutcome.NoLeaders:
                ReasonFault = "You share no group any more, so no leader can be told. You can block them instead.";
                return await AgainAsync(visit, seq, StatusCodes.Status409Conflict, cancel);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> AgainAsync(ConversationVisit visit, long seq, int status, CancellationToken cancel)
    {
        Response.StatusCode = status;
        return await ShowAsync(visit, seq, isSent: false, cancel);
    }

    private async Task<IActionResult> ShowAsync(ConversationVisit visit, long seq, bool isSent, CancellationToken cancel)
    {
        if (!isSent && (Message = await query.RunAsync(visit.Card.Id, seq, visit.UserId, cancel)) is null)
            return NotFound();
        (Visit, Seq) = (visit, seq);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
