using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin;

/// <summary><c>/g/{slug}/admin/members</c>: who is in the group, for its leaders; and the way out.</summary>
public sealed class MembersModel(GroupAccess access, GroupSnapshots groups, RemoveMemberCommand remove) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public IReadOnlyList<MemberCard> Members { get; private set; } = [];

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        Show(visit);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string slug, long member, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        UserId gone = new(member);
        switch (await remove.RunAsync(visit.Card.Id, gone, visit.UserId, cancel))
        {
            case Removal.Done:
                await groups.ShowsAsync(visit.Card.Id, group => !group.Everybody.ContainsKey(gone), cancel);
                return new SeeOtherResult(gone == visit.UserId && !visit.IsSiteAdmin ? "/" : $"/g/{slug}/admin/members");
            case Removal.LastLeader:
                Response.StatusCode = StatusCodes.Status409Conflict;
                Fault = "The last leader cannot go. Make somebody else a leader first.";
                Show(visit);
                return Page();
            default:
                return NotFound();
        }
    }

    private void Show(GroupVisit visit)
    {
        Visit = visit;
        Members = [.. visit.Group.Everybody.Values.OrderByDescending(m => m.Role).ThenBy(m => m.Folded, StringComparer.Ordinal)];
        Response.Headers.CacheControl = "private, no-cache";
    }
}
