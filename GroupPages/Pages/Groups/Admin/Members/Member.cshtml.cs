using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary><c>/g/{slug}/admin/members/{id}</c>: one member, and what a leader can do about them.</summary>
public sealed class MemberModel(GroupAccess access, MemberQuery query, MemberTools tools) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public MemberCard Member { get; private set; } = null!;

    public MemberFacts Facts { get; private set; } = null!;

    public string? Fault { get; private set; }

    public string? Done { get; private set; }

    public BanForm Ban { get; private set; } = BanForm.Empty;

    public async Task<IActionResult> OnGetAsync(string slug, long id, string? done, CancellationToken cancel)
    {
        Done = MembersErrors.Done(done, 1);
        return await access.AsLeaderAsync(slug, cancel) is { } visit ? await ShowAsync(visit, id, 200, cancel) : NotFound();
    }

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
        Fault = changed switch
        {
            null => done is "leader" or "member" ? MembersErrors.OnlyGuests : MembersErrors.NoRole,
            { Outcome: MemberOutcome.LastLeader } => MembersErrors.LastLeader,
            _ => null,
        };
        if (Fault is not null)
            return await ShowAsync(visit, id, changed is null ? 422 : 409, cancel);
        if (changed!.Outcome == MemberOutcome.NotThere)
            return NotFound();
        var isGone = done is "removed" or "banned";
        return new SeeOtherResult(!visit.IsSiteAdmin && visit.UserId == new UserId(id) ? "/"
            : isGone ? $"/g/{slug}/admin/members?done={done}&n=1" : $"/g/{slug}/admin/members/{id}?done={(changed.Who.Count == 0 ? "same" : done)}");
    }

    private async Task<IActionResult> ShowAsync(GroupVisit visit, long id, int status, CancellationToken cancel)
    {
        if (!visit.Group.Everybody.TryGetValue(new(id), out var member) || await query.RunAsync(visit, member.Id, cancel) is not { } facts)
            return NotFound();
        (Visit, Member, Facts) = (visit, member, facts);
        Response.Headers.CacheControl = "private, no-cache";
        return this.Refused(status);
    }
}
