using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Groups.Admin.Members;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Groups;

/// <summary><c>/me/groups</c>: the groups I am in, and the way out of each. The last leader of one cannot leave it.</summary>
public sealed class IndexModel(CurrentUser me, MyGroupsQuery query, GroupAccess access, GroupSnapshots groups, RemoveMemberCommand remove) : PageModel
{
    public IReadOnlyList<MyGroup> Mine { get; private set; } = [];

    public string? Fault { get; private set; }

    public bool HasLeft { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? left, CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return Redirect("/");
        HasLeft = left == "1";
        return await ShowAsync(user, cancel);
    }

    /// <param name="group">The slug of the one to leave; from its lobby, too.</param>
    public async Task<IActionResult> OnPostAsync(string? group, CancellationToken cancel)
    {
        if (me.Id is not { } user || await access.AsVisitorAsync(group ?? "", cancel) is not { Role: not null } visit)
            return NotFound();
        var ended = await remove.RunAsync(visit.Card.Id, user, user, cancel);
        if (ended == MemberOutcome.NotThere)
            return NotFound();
        if (ended == MemberOutcome.Done)
        {
            await groups.ShowsAsync(visit.Card.Id, left => left.RoleOf(user) is null, cancel);
            return new SeeOtherResult("/me/groups?left=1");
        }
        Fault = $"You are the only leader of {visit.Card.Name}. Make somebody else a leader first.";
        Response.StatusCode = StatusCodes.Status409Conflict;
        HttpContext.Features.Set<GroupVisit>(null);
        return await ShowAsync(user, cancel);
    }

    private async Task<IActionResult> ShowAsync(UserId user, CancellationToken cancel)
    {
        Mine = await query.RunAsync(user, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
