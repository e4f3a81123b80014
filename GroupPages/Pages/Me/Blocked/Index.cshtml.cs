using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Blocked;

/// <summary><c>/me/blocks</c>: whom I have blocked, and the way back; also where a direct conversation's button leads.</summary>
public sealed class IndexModel(CurrentUser me, Blocks blocks, BlockedPeopleQuery query, BlockCommand command) : PageModel
{
    public IReadOnlyList<BlockedPerson> People { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return Redirect("/");
        People = await query.RunAsync(user, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }

    /// <param name="user">Whom.</param>
    /// <param name="on"><c>0</c> takes the block back; anything else sets it.</param>
    public async Task<IActionResult> OnPostAsync(long user, string? on, CancellationToken cancel)
    {
        if (me.Id is not { } mine || !await command.RunAsync(mine, new(user), on != "0", cancel))
            return NotFound();
        blocks.Drop(mine);
        return new SeeOtherResult("/me/blocks");
    }
}
