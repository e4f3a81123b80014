using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Groups;

/// <summary><c>/admin/groups/{slug}/edit/members</c>: who is in a group, with which role; with <c>?find=</c> who may be added.</summary>
[SiteAdminsOnly]
public sealed class MembersModel(CurrentUser me, GroupPeopleTools tools) : PageModel
{
    public GroupDetails Group { get; private set; } = null!;

    public DeskPage<GroupPerson>? List { get; private set; }

    /// <summary>What was looked for, to add somebody; null when the group's own people are shown.</summary>
    public string? Find { get; private set; }

    public IReadOnlyList<GroupPerson> Found { get; private set; } = [];

    public string? Done { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(
        string slug, string? q, string? sort, string? show, long? after, long? before, string? find, string? done, CancellationToken cancel)
    {
        Done = DeskErrors.Done(done);
        return await ShowAsync(slug, DeskFilter.Parse(q, sort, show, after, before), find, StatusCodes.Status200OK, cancel);
    }

    public Task<IActionResult> OnPostAddAsync(string slug, long member, string? role, CancellationToken cancel) =>
        DoAsync(slug, "added", group => tools.SetRoleAsync(group, new(member), role, me.Id!.Value, cancel), cancel);

    public Task<IActionResult> OnPostRoleAsync(string slug, long member, string? role, CancellationToken cancel) =>
        DoAsync(slug, "role", group => tools.SetRoleAsync(group, new(member), role, me.Id!.Value, cancel), cancel);

    public Task<IActionResult> OnPostRemoveAsync(string slug, long member, CancellationToken cancel) =>
        DoAsync(slug, "removed", group => tools.RemoveAsync(group, new(member), me.Id!.Value, cancel), cancel);

    private async Task<IActionResult> DoAsync(string slug, string done, Func<GroupId, Task<DeskOutcome>> change, CancellationToken cancel)
    {
        if (await tools.FindAsync(slug, cancel) is not { } group)
            return NotFound();
        var outcome = await change(group.Id);
        if (outcome == DeskOutcome.NotThere)
            return NotFound();
        if (outcome == DeskOutcome.Done)
            return new SeeOtherResult($"/admin/groups/{slug}/edit/members?done={done}");
        Refusal = DeskErrors.Of(outcome);
        return await ShowAsync(slug, DeskFilter.Parse(null, null, null, null, null), null, StatusCodes.Status409Conflict, cancel);
    }

    private async Task<IActionResult> ShowAsync(string slug, DeskFilter filter, string? find, int status, CancellationToken cancel)
    {
        if (await tools.FindAsync(slug, cancel) is not { } group)
            return NotFound();
        (Group, Find, Response.StatusCode) = (group, string.IsNullOrWhiteSpace(find) ? null : find.Trim(), status);
        if (Find is not null)
            Found = await tools.FindPeopleAsync(group.Id, Find, cancel);
        else
            List = await tools.ListAsync(group.Id, filter, cancel);
        return Page();
    }
}
