using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;

namespace GroupPages.Pages.Groups.Admin.Members;

public sealed partial class MemberModel
{
    public Task<IActionResult> OnPostRoleAsync(string slug, long id, string? role, CancellationToken cancel) =>
        ChangeAsync(slug, id, role ?? "", visit => tools.ChangeRoleAsync(visit, [new(id)], role, cancel), cancel);

    public Task<IActionResult> OnPostRemoveAsync(string slug, long id, CancellationToken cancel) =>
        ChangeAsync(slug, id, "removed", visit => tools.RemoveAsync(visit, [new(id)], cancel), cancel);

    public async Task<IActionResult> OnPostBanAsync(string slug, long id, string? reason, string? until, CancellationToken cancel)
    {
        Ban = BanForm.Read(reason, until);
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        Fault = visit.UserId == new UserId(id) ? MembersErrors.Yourself : null;
        if (Ban.Fault is not null || Fault is not null)
            return await ShowAsync(visit, id, StatusCodes.Status422UnprocessableEntity, cancel);
        return await ChangeAsync(slug, id, "banned", async at => await tools.BanAsync(at, new(id), Ban.Reason, Ban.Life, cancel), cancel);
    }

    private async Task<IActionResult> ChangeAsync(
        string slug, long id, string done, Func<GroupVisit, Task<MembersChanged?>> change, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        var changed = await change(visit);
        if (MembersErrors.Of(changed, done) is { } refusal)
        {
            Fault = refusal.Words;
            return await ShowAsync(visit, id, refusal.Status, cancel);
        }
        if (changed!.Outcome == MemberOutcome.NotThere)
            return NotFound();
        var isGone = done is "removed" or "banned";
        return new SeeOtherResult(!visit.IsSiteAdmin && visit.UserId == new UserId(id) ? "/"
            : isGone ? $"/g/{slug}/admin/members?done={done}&n=1" : $"/g/{slug}/admin/members/{id}?done={(changed.Who.Count == 0 ? "same" : done)}");
    }
}
