using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary><c>/g/{slug}/admin/members</c>: who is in the group, for its leaders; what can be done with many at once; who is banned.</summary>
public sealed class IndexModel(GroupAccess access, MemberTools tools) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public MembersPage List { get; private set; } = null!;

    public IReadOnlyList<BannedPerson> Banned { get; private set; } = [];

    public string? Fault { get; private set; }

    public string? Done { get; private set; }

    public NewPerson Person { get; private set; } = new("", "", null, null);

    public async Task<IActionResult> OnGetAsync(string slug, string? done, int n, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        Done = MembersErrors.Done(done, n);
        return await ShowAsync(visit, StatusCodes.Status200OK, cancel);
    }

    public Task<IActionResult> OnPostRemoveAsync(string slug, CancellationToken cancel) =>
        ChangeAsync(slug, "removed", (visit, chosen) => tools.RemoveAsync(visit, chosen, cancel), cancel);

    public Task<IActionResult> OnPostRoleAsync(string slug, string? role, CancellationToken cancel) =>
        ChangeAsync(slug, role ?? "", (visit, chosen) => tools.ChangeRoleAsync(visit, chosen, role, cancel), cancel);

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
        return await change(visit, chosen) switch
        {
            null => await RefuseAsync(visit, done is "leader" or "member" ? MembersErrors.OnlyGuests : MembersErrors.NoRole, 422, cancel),
            { Outcome: MemberOutcome.LastLeader } => await RefuseAsync(visit, MembersErrors.LastLeader, 409, cancel),
            { Outcome: MemberOutcome.NotThere } => NotFound(),
            var changed when !visit.IsSiteAdmin && changed.Who.Contains(visit.UserId!.Value) => new SeeOtherResult("/"),
            var changed => new SeeOtherResult(Back(slug, changed.Who.Count == 0 ? "same" : done, changed.Who.Count)),
        };
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

    private async Task<IActionResult> ShowAsync(GroupVisit visit, int status, CancellationToken cancel)
    {
        Visit = visit;
        var filter = MembersFilter.Parse(Request.Query);
        if (filter.Show == "banned")
            Banned = await tools.BannedAsync(visit, cancel);
        List = filter.Show == "banned" ? new(filter, [], Banned.Count, 1) : await tools.ListAsync(visit, filter, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return this.Refused(status);
    }
}
