using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Groups.People;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Person;

/// <summary><c>POST /g/{slug}/people/{id}/met</c>: the mark "I know this person".</summary>
public sealed class MetModel(GroupAccess access, PeopleQuery query, MarkMetCommand command) : PageModel
{
    // A slug comes decoded, and a header cannot carry every character: what cannot be one leads nowhere.
    public IActionResult OnGet(string slug, long id) => Slug.IsValid(slug) ? Redirect($"/g/{slug}/people/{id}") : NotFound();

    /// <param name="met"><c>off</c> takes the mark back; anything else sets it.</param>
    /// <param name="from"><c>person</c> when the button stood on the person's own page.</param>
    public async Task<IActionResult> OnPostAsync(string slug, long id, string? met, string? from, CancellationToken cancel)
    {
        if (await access.AsMemberAsync(slug, cancel) is not { UserId: { } user } visit)
            return NotFound();
        UserId other = new(id);
        if (other == user || !visit.Group.Everybody.TryGetValue(other, out var member) || member.Role == MemberRole.Guest)
            return NotFound();
        await command.RunAsync(visit.Card.Id, user, other, met != "off", cancel);
        if (Request.IsHtmx() && from != "person")
            return Partial("/Pages/Groups/People/_MemberCard.cshtml", await query.CardAsync(visit, other, cancel));
        return new SeeOtherResult(from == "person" ? $"/g/{slug}/people/{id}" : $"/g/{slug}#member-{id}");
    }
}
