using System.Globalization;
using GroupPages.Access;
using GroupPages.Ops;
using GroupPages.Work.Jobs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Ops;

/// <summary><c>/admin/ops/jobs</c>: what is done in the background, and what could not be.</summary>
[SiteAdminsOnly]
public sealed class JobsModel(CurrentUser me, JobsQuery query, LostMailsQuery lostMails, JobCommands commands, MailAgainCommand mailAgain, JobTable jobs) : PageModel
{
    public JobList List { get; private set; } = null!;

    public LostMails Mails { get; private set; } = null!;

    public string? Done { get; private set; }

    public string? Refusal { get; private set; }

    /// <summary>What a kind is for; a kind of another version of the program has no words here.</summary>
    public string WordsOf(JobLine job) => jobs.Kinds.TryGetValue(job.Kind, out var kind) ? kind.Words : "Of another version of this program.";

    /// <summary>False for those that always come again.</summary>
    public bool CanDrop(JobLine job) => !jobs.Kinds.TryGetValue(job.Kind, out var kind) || !kind.IsStanding;

    public async Task OnGetAsync(string? done, CancellationToken cancel)
    {
        await ReadAsync(cancel);
        Done = DeskErrors.Done(done);
    }

    /// <param name="job">Which.</param>
    /// <param name="action"><c>retry</c> or <c>drop</c>.</param>
    public async Task<IActionResult> OnPostAsync(long job, string? action, CancellationToken cancel)
    {
        var outcome = action switch
        {
            "retry" => await commands.RetryAsync(job, me.Id!.Value, cancel),
            "drop" => await commands.DropAsync(job, jobs.Kinds.Values.Where(kind => kind.IsStanding).Select(kind => kind.Name), me.Id!.Value, cancel),
            _ => DeskOutcome.NotThere,
        };
        return await EndAsync(outcome, action == "drop" ? "dropped" : "again", "That job is done by now, or somebody is working on it. This is how it is now.", cancel);
    }

    /// <param name="mail">Which of the mails that were given up is tried again; <c>all</c> for each of them.</param>
    public async Task<IActionResult> OnPostMailAsync(string? mail, CancellationToken cancel)
    {
        var isOne = long.TryParse(mail, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        var outcome = isOne || mail == "all" ? await mailAgain.RunAsync(isOne ? id : null, me.Id!.Value, cancel) : DeskOutcome.NotThere;
        return await EndAsync(outcome, "mails", "Somebody else had it tried again already, or it is gone by now. This is how it is now.", cancel);
    }

    private async Task<IActionResult> EndAsync(DeskOutcome outcome, string done, string refusal, CancellationToken cancel)
    {
        if (outcome == DeskOutcome.NotThere)
            return NotFound();
        if (outcome == DeskOutcome.Done)
            return new SeeOtherResult($"/admin/ops/jobs?done={done}");
        await ReadAsync(cancel);
        (Refusal, Response.StatusCode) = (refusal, StatusCodes.Status409Conflict);
        return Page();
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var (list, mails) = (query.RunAsync(cancel), lostMails.RunAsync(cancel));
        (List, Mails) = (await list, await mails);
    }
}
