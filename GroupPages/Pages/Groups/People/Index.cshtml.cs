using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Groups.Before;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.People;

/// <summary><c>/g/{slug}</c>: the people of the group for those who are in it; its public card for others.</summary>
public sealed class IndexModel(GroupAccess access, PeopleQuery query, Lobby lobby, TimeProvider clock) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    /// <summary>Null for whoever may see no more than the card.</summary>
    public PeoplePage? People { get; private set; }

    /// <summary>What this page is up to date with: who joined after it comes by the stream.</summary>
    public string Mark => PageMark.Of(Visit.Group, clock.GetUtcNow());

    /// <summary>Somebody new whose first name was known here.</summary>
    public bool MayHaveBeenHere => BeenHereBefore.IsLikely(Visit, Request, clock.GetUtcNow());

    /// <param name="page">From the query alone: Razor Pages has a route value of this name, which would win.</param>
    public async Task<IActionResult> OnGetAsync(
        string slug, string? q, string? show, string? sort, string? view, [FromQuery] int? page, CancellationToken cancel)
    {
        if (await access.AsVisitorAsync(slug, cancel) is not { } visit)
            return NotFound();
        Visit = visit;
        Response.Headers.Vary = "HX-Request";
        Response.Headers.CacheControl = "private, no-cache";
        if (!visit.IsMember)
            return Page();
        People = await query.RunAsync(visit, PeopleFilter.Parse(q, show, sort, view, page), cancel);
        return Request.IsHtmx() ? Partial("_People", People) : Page();
    }

    /// <summary>Asked again and again by the page of a guest in the lobby (waiting.js): 204 while they wait, 205 once there is something else to see.</summary>
    /// <param name="patience">For how many seconds the answer may wait for the door to open; at once without.</param>
    public async Task<IActionResult> OnGetWaitingAsync(string slug, int? patience, CancellationToken cancel)
    {
        if (await access.AsVisitorAsync(slug, cancel) is not { } visit)
            return NotFound();
        if (!await lobby.WaitAsync(HttpContext, visit, patience))
            return new TooManyResult(seconds: 3);
        return await access.AsVisitorAsync(slug, cancel) is { Role: MemberRole.Guest }
            ? StatusCode(StatusCodes.Status204NoContent) : StatusCode(StatusCodes.Status205ResetContent);
    }
}
