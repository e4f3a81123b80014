using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Words = GroupPages.Ops.Notice;

namespace GroupPages.Pages.Groups.Admin.Requests;

/// <summary><c>/g/{slug}/admin/requests/{id}</c>: what a leader decides about one request of "been here before".</summary>
public sealed class BeforeModel(GroupAccess access, GroupSnapshots groups, RequestsQuery query, ReclaimCommands commands, TimeProvider clock) : PageModel
{
    public IActionResult OnGet(string slug) => Slug.IsValid(slug) ? Redirect($"/g/{slug}/admin/requests") : NotFound();

    /// <param name="old">Who it is; of the faces beside the request.</param>
    public Task<IActionResult> OnPostGrantAsync(string slug, long id, long? old, CancellationToken cancel) =>
        DecideAsync(slug, async (group, by) =>
        {
            if (old is not { } older)
                return (ReclaimOutcome.Refused, new("Which of them?", "Go back and choose whose face it is. Nothing was changed."));
            var who = (await query.ReclaimsAsync(group, clock.GetUtcNow(), cancel)).FirstOrDefault(r => r.Id == id)?.User;
            var outcome = await commands.GrantAsync(group, by, id, new(older), cancel);
            if (outcome == ReclaimOutcome.Done && who is { } newer)
                await groups.ShowsAsync(group, g => g.RoleOf(newer) is null, cancel);
            return (outcome, outcome == ReclaimOutcome.Decided ? Quicker : Impossible);
        }, cancel);

    public Task<IActionResult> OnPostRefuseAsync(string slug, long id, CancellationToken cancel) =>
        DecideAsync(slug, async (group, by) => (await commands.RefuseAsync(group, by, id, cancel) ? ReclaimOutcome.Done : ReclaimOutcome.Decided, Quicker), cancel);

    public Task<IActionResult> OnPostTakeBackAsync(string slug, long id, CancellationToken cancel) =>
        DecideAsync(slug, async (group, by) =>
        {
            var isDone = await commands.TakeBackAsync(group, by, id, cancel);
            return (isDone ? ReclaimOutcome.Done : ReclaimOutcome.Decided,
                new("That cannot be taken back", "Somebody did already, or seven days are over. Look at the list once more."));
        }, cancel);

    private static Words Quicker => new("Somebody was quicker", "This request has been decided already. Look at the list once more.");

    private static Words Impossible => new("Not these two",
        "Whoever leads a group or runs the site, has an email of their own, or was banned cannot come back this way. Nothing was changed.");

    private async Task<IActionResult> DecideAsync(
        string slug, Func<GroupId, UserId, Task<(ReclaimOutcome Outcome, Words Words)>> decide, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } by } visit)
            return NotFound();
        var (outcome, words) = await decide(visit.Card.Id, by);
        return outcome == ReclaimOutcome.Done ? new SeeOtherResult($"/g/{slug}/admin/requests")
            : new NoticeResult(StatusCodes.Status409Conflict, words.Title, words.Words);
    }
}
