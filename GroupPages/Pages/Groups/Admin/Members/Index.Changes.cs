using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;

namespace GroupPages.Pages.Groups.Admin.Members;

public sealed partial class IndexModel
{
    public Task<IActionResult> OnPostRemoveAsync(string slug, CancellationToken cancel) =>
        ChangeAsync(slug, "removed", (visit, chosen) => tools.RemoveAsync(visit, chosen, cancel), cancel);

    public Task<IActionResult> OnPostRoleAsync(string slug, string? role, CancellationToken cancel) =>
        ChangeAsync(slug, role ?? "", (visit, chosen) => tools.ChangeRoleAsync(visit, chosen, role, cancel), cancel);

    public Task<IActionResult> OnPostApproveAsync(string slug, CancellationToken cancel) =>
        ChangeAsync(slug, "approved", async (visit, chosen) => await tools.ApproveAsync(visit, chosen, cancel), cancel);

    public async Task<IActionResult> OnPostLiftAsync(string slug, long member, CancellationToken cancel) =>
        await access.AsLeaderAsync(slug, cancel) is { } visit && await tools.LiftAsync(visit, new(member), cancel)
            ? new SeeOtherResult($"/g/{slug}/admin/members?show=banned&done=lifted") : NotFound();

    public async Task<IActionResult> OnPostAddAsync(string slug, string? firstName, string? lastName, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        (Person, var id) = await tools.AddAsync(visit, firstName, lastName, cancel);
        if (Person.IsBad)
            return await ShowAsync(visit, StatusCodes.Status422UnprocessableEntity, cancel);
        return id is null ? NotFound() : new SeeOtherResult($"/g/{slug}/admin/members/{id}?done=added");
    }

    private async Task<IActionResult> ChangeAsync(
        string slug, string done, Func<GroupVisit, IReadOnlyList<UserId>, Task<MembersChanged?>> change, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        var chosen = MemberTools.Chosen(Request.Form);
        if (chosen.Count == 0)
            return Request.Form.ContainsKey("member") ? NotFound() : await RefuseAsync(visit, MembersErrors.NobodyChosen, 422, cancel);
        var changed = await change(visit, chosen);
        if (MembersErrors.Of(changed, done) is { } refusal)
            return await RefuseAsync(visit, refusal.Words, refusal.Status, cancel);
        if (changed!.Outcome == MemberOutcome.NotThere)
            return NotFound();
        var isOut = !visit.IsSiteAdmin && changed.Who.Contains(visit.UserId!.Value);
        return new SeeOtherResult(isOut ? "/" : Back(slug, changed.Who.Count == 0 ? "same" : done, changed.Who.Count));
    }

    private string Back(string slug, string done, int count)
    {
        var filter = MembersFilter.Parse(Request.Query);
        return $"/g/{slug}/admin/members{filter.Link(page: filter.Page, more: [("done", done), ("n", count.ToString(CultureInfo.InvariantCulture))])}";
    }

    private Task<IActionResult> RefuseAsync(GroupVisit visit, string fault, int status, CancellationToken cancel)
    {
        Fault = fault;
        return ShowAsync(visit, status, cancel);
    }
}
