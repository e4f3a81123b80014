using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Me.Blocked;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Person;

/// <summary><c>POST /g/{slug}/people/{id}/block</c>: no direct messages either way, and their messages folded for me.</summary>
public sealed class BlockModel(GroupAccess access, Blocks blocks, BlockCommand command) : PageModel
{
    public IActionResult OnGet(string slug, long id) => Slug.IsValid(slug) ? Redirect($"/g/{slug}/people/{id}") : NotFound();

    /// <param name="on"><c>0</c> takes the block back; anything else sets it.</param>
    public async Task<IActionResult> OnPostAsync(string slug, long id, string? on, CancellationToken cancel)
    {
        if (await access.AsMemberAsync(slug, cancel) is not { UserId: { } me } visit)
            return NotFound();
        UserId other = new(id);
        if (other == me || !visit.Group.Everybody.TryGetValue(other, out var member) || member.Role == MemberRole.Guest)
            return NotFound();
        // A site admin may look into a group without being in it; there is nothing between them and its people to block.
        if (!await command.RunAsync(me, other, on != "0", cancel))
            return NotFound();
        blocks.Drop(me);
        return new SeeOtherResult($"/g/{slug}/people/{id}");
    }
}
