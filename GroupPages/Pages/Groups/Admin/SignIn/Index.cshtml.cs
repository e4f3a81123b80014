using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.SignIn;

/// <summary><c>/g/{slug}/admin/members/{id}/code</c>: a leader signs a member in on a new phone, face to face.</summary>
public sealed class IndexModel(GroupAccess access, MemberLoginCodes codes, CurrentUser me, PublicAddress address, TimeProvider clock) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public MemberCard Member { get; private set; } = null!;

    /// <summary>The absolute address of the code; null until it is made.</summary>
    public string? CodeUrl { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, long id, CancellationToken cancel) => await FindAsync(slug, id, cancel) ? Shown() : NotFound();

    /// <summary>The code is shown by the answer itself: it is stored nowhere, and in an address to redirect to it would lie in histories and logs.</summary>
    public async Task<IActionResult> OnPostAsync(string slug, long id, CancellationToken cancel)
    {
        if (!await FindAsync(slug, id, cancel) || me.Session is not { } session)
            return NotFound();
        EndsAt = clock.GetUtcNow() + MemberLoginCodes.Life;
        var made = await codes.MakeAsync(Visit.Card.Id, session.UserId, session.FirstName, [Member.Id], MemberLoginCodes.Life, cancel);
        if (!made.TryGetValue(Member.Id, out var code))
            return new NoticeResult(StatusCodes.Status409Conflict, $"No code for {Member.FirstName}",
                "They run something themselves, or have no phone of their own. They sign in by their email, or from another of their devices.");
        CodeUrl = address.Of(Request, $"/l/{code}");
        return Shown();
    }

    private async Task<bool> FindAsync(string slug, long id, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit
            || !visit.Group.Everybody.TryGetValue(new(id), out var member) || member.Role == MemberRole.Guest)
            return false;
        (Visit, Member) = (visit, member);
        return true;
    }

    private PageResult Shown()
    {
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
