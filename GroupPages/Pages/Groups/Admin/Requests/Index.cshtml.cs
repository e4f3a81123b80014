using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Requests;

/// <summary><c>/g/{slug}/admin/requests</c>: who waits at the door, to be let in or turned away.</summary>
public sealed class IndexModel(GroupAccess access, GroupSnapshots groups, RequestsQuery query, LetInCommand command, TimeProvider clock) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public IReadOnlyList<Waiting> Waiting { get; private set; } = [];

    public IReadOnlyList<ReclaimView> Reclaims { get; private set; } = [];

    /// <summary>The faces chosen beside requests of "been here before", for a page that asks again while somebody chooses.</summary>
    [BindProperty(SupportsGet = true)]
    public long[] Old { get; set; } = [];

    /// <summary>The chosen ones; a page that asks again while somebody chooses says whom they had chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public long[] Who { get; set; } = [];

    /// <summary>The one whose own button was pressed: it wins over the chosen.</summary>
    [BindProperty]
    public long? One { get; set; }

    /// <summary>All whom the page showed, from the button that lets them all in.</summary>
    [BindProperty]
    public long[] Everybody { get; set; } = [];

    /// <summary>What the list shows, in short: a page that has this one already needs nothing.</summary>
    public string State => string.Join('-', [.. Waiting.Select(guest => $"{guest.User}"), .. Reclaims.Select(r => r.DecidedAt is null ? $"r{r.Id}" : $"d{r.Id}")]);

    /// <param name="at">The <see cref="State"/> the page has.</param>
    public async Task<IActionResult> OnGetAsync(string slug, string? at, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        Visit = visit;
        Waiting = await query.WaitingAsync(visit.Card.Id, cancel);
        Reclaims = await query.ReclaimsAsync(visit.Card.Id, clock.GetUtcNow() - ReclaimCommands.Grace, cancel);
        Response.Headers.Vary = "HX-Request";
        Response.Headers.CacheControl = "private, no-cache";
        if (!Request.IsHtmx())
            return Page();
        return at == State ? StatusCode(StatusCodes.Status204NoContent) : Partial("_Requests", this);
    }

    public Task<IActionResult> OnPostApproveAsync(string slug, CancellationToken cancel) => DecideAsync(slug, command.ApproveAsync, cancel);

    public Task<IActionResult> OnPostRefuseAsync(string slug, CancellationToken cancel) => DecideAsync(slug, command.RefuseAsync, cancel);

    private async Task<IActionResult> DecideAsync(
        string slug, Func<GroupId, UserId, IReadOnlyCollection<UserId>, CancellationToken, Task<IReadOnlyList<UserId>>> decide, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } by } visit)
            return NotFound();
        long[] chosen = One is { } one ? [one] : Everybody.Length > 0 ? Everybody : Who;
        var decided = await decide(visit.Card.Id, by, [.. chosen.Take(RequestsQuery.Most).Select(id => new UserId(id))], cancel);
        await groups.ShowsAsync(visit.Card.Id, group => decided.All(user => group.RoleOf(user) != MemberRole.Guest), cancel);
        return new SeeOtherResult($"/g/{slug}/admin/requests");
    }
}
