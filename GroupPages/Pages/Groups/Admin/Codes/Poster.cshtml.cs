using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary><c>/g/{slug}/admin/codes/{id}/poster</c>: a code for the projector, with who arrived, as they arrive.</summary>
public sealed class PosterModel(GroupAccess access, CodesQuery query, PublicAddress address, TimeProvider clock) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public GroupCode Code { get; private set; } = null!;

    public string JoinUrl { get; private set; } = "";

    /// <summary>The address as people would type it.</summary>
    public string Spoken => JoinUrl[(JoinUrl.IndexOf("://", StringComparison.Ordinal) + 3)..];

    /// <summary>Why there is nothing to scan; null while the code is of use.</summary>
    public string? WhyClosed { get; private set; }

    public int Arrived { get; private set; }

    /// <summary>The latest who are in. Who waits in the lobby is no name for a wall.</summary>
    public IReadOnlyList<string> Latest { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string slug, long id, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit || await query.FindAsync(visit.Card.Id, new(id), cancel) is not { } code)
            return NotFound();
        (Visit, Code) = (visit, code);
        WhyClosed = code.WhyClosed(clock.GetUtcNow());
        JoinUrl = address.Of(Request, $"/j/{code.Code}");
        var arrivals = await query.ArrivalsAsync(visit.Card.Id, code.Id, cancel);
        Arrived = arrivals.Count;
        Latest = [.. arrivals.Where(a => a.Role != MemberRole.Guest).Take(5)
            .Select(a => visit.Group.Everybody.GetValueOrDefault(a.User)?.FirstName).OfType<string>()];
        Response.Headers.Vary = "HX-Request";
        Response.Headers.CacheControl = "private, no-cache";
        // A poster that is up when its code ends takes itself down.
        if (WhyClosed is not null && Request.IsHtmx())
            Response.Htmx(headers => headers.Refresh());
        return Request.IsHtmx() ? Partial("_Arrived", this) : Page();
    }
}
