using GroupPages.Access;
using GroupPages.Ops;
using GroupPages.Work.Jobs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Ops;

/// <summary><c>/admin/ops/jobs</c>: what is done in the background, and what could not be.</summary>
[SiteAdminsOnly]
public sealed class JobsModel(CurrentUser me, JobsQuery query, JobCommands commands, JobTable jobs) : PageModel
{
    public JobList List { get; private set; } = null!;

    public string? Done { get; private set; }

    public string? Refusal { get; private set; }

    /// <summary>What a kind is for; a kind of another version of the program has no words here.</summary>
    public string WordsOf(JobLine job) => jobs.Kinds.TryGetValue(job.Kind, out var kind) ? kind.Words : "Of another version of this program.";

    /// <summary>False for those that always come again.</summary>
    public bool CanDrop(JobLine job) => !jobs.Kinds.TryGetValue(job.Kind, out var kind) || !kind.IsStanding;

    public async Task OnGetAsync(string? done, CancellationToken cancel)
    {
        List = await query.RunAsync(cancel);
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
        if (outcome == DeskOutcome.NotThere)
            return NotFound();
        if (outcome == DeskOutcome.Done)
            return new SeeOtherResult($"/admin/ops/jobs?done={(action == "drop" ? "dropped" : "again")}");
        (Refusal, List) = ("That job is done by now, or somebody is working on it. This is how it is now.", await query.RunAsync(cancel));
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }
}
