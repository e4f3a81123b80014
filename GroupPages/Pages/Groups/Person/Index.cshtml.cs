using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Groups.People;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Person;

/// <summary><c>/g/{slug}/people/{id}</c>: one person.</summary>
public sealed class IndexModel(GroupAccess access, PeopleQuery query, Blocks blocks) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public MemberCardView Card { get; private set; } = null!;

    /// <summary>Whether I have blocked them.</summary>
    public bool IsBlocked { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, long id, CancellationToken cancel)
    {
        if (await access.AsMemberAsync(slug, cancel) is not { } visit || await query.CardAsync(visit, new UserId(id), cancel) is not { } card)
            return NotFound();
        (Visit, Card) = (visit, card);
        IsBlocked = (await blocks.OfAsync(visit.UserId, cancel)).People.Contains(card.Member.Id);
        return Page();
    }
}
