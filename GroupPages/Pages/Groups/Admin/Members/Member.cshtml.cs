using GroupPages.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary><c>/g/{slug}/admin/members/{id}</c>: one member, and what a leader can do about them (Member.Changes.cs).</summary>
public sealed partial class MemberModel(GroupAccess access, MemberQuery query, MemberTools tools) : PageModel
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

    private async Task<IActionResult> ShowAsync(GroupVisit visit, long id, int status, CancellationToken cancel)
    {
        if (!visit.Group.Everybody.TryGetValue(new(id), out var member) || await query.RunAsync(visit, member.Id, cancel) is not { } facts)
            return NotFound();
        (Visit, Member, Facts) = (visit, member, facts);
        Response.Headers.CacheControl = "private, no-cache";
        return this.Refused(status);
    }
}
