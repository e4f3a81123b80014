using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Groups.People;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Before;

/// <summary><c>/g/{slug}/before</c>: "Been here before?", for guests and plain members.</summary>
public sealed class IndexModel(GroupAccess access, BeenHereBefore before, Lobby lobby) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public MyRequest? Mine { get; private set; }

    /// <summary>What helps a leader to know me again.</summary>
    [BindProperty]
    public string? Words { get; set; }

    public string? Fault { get; private set; }

    public string? WordsFault { get; private set; }

    public Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel) => ShowAsync(slug, cancel);

    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancel)
    {
        if (await EnterAsync(slug, cancel) is not { UserId: { } user } visit)
            return NotFound();
        var words = TextRules.Body(Words, 0, 280, "What you wrote", out var fault);
        WordsFault = fault;
        if (words is not null)
        {
            if (await before.AskAsync(visit.Card.Id, user, words, cancel))
                return new SeeOtherResult($"/g/{slug}/before");
            Fault = "You have an email or a password here, so sign in with the account you had before instead: sign out in “Me” first.";
        }
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ShowAsync(slug, cancel);
    }

    /// <summary>"No, I am new": the people page asks no more on this phone.</summary>
    public async Task<IActionResult> OnPostNewAsync(string slug, CancellationToken cancel)
    {
        if (await EnterAsync(slug, cancel) is not { UserId: { } user } visit)
            return NotFound();
        BeenHereBefore.AskNoMore(HttpContext, user, visit.Card.Slug);
        return new SeeOtherResult($"/g/{visit.Card.Slug}");
    }

    /// <summary>Asked again and again by the page of whoever has asked (waiting.js): 204 until a leader has decided, then 205.</summary>
    /// <param name="patience">For how many seconds the answer may wait; two at most, since a refusal is not seen from memory.</param>
    public async Task<IActionResult> OnGetWaitingAsync(string slug, int? patience, CancellationToken cancel)
    {
        if (await access.AsVisitorAsync(slug, cancel) is not { } visit)
            return NotFound();
        await lobby.WaitAsync(HttpContext, visit, patience is > 2 ? 2 : patience);
        var isOpen = visit.UserId is { } user && await before.FindAsync(visit.Card.Id, user, cancel) is { Outcome: null };
        return StatusCode(isOpen ? StatusCodes.Status204NoContent : StatusCodes.Status205ResetContent);
    }

    private async Task<GroupVisit?> EnterAsync(string slug, CancellationToken cancel) =>
        await access.AsVisitorAsync(slug, cancel) is { Role: MemberRole.Guest or MemberRole.Member } visit ? visit : null;

    private async Task<IActionResult> ShowAsync(string slug, CancellationToken cancel)
    {
        if (await EnterAsync(slug, cancel) is not { UserId: { } user } visit)
            return NotFound();
        Visit = visit;
        Mine = await before.FindAsync(visit.Card.Id, user, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
