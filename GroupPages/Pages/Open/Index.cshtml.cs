using GroupPages.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Open;

/// <summary>
/// <c>/open/{conversation}/{seq}</c>: where notifications and mails lead. Whoever is signed in comes to that message; whoever
/// is not signs in first, by whatever way, and then comes there. A stranger learns nothing: asked is only who they are.
/// </summary>
public sealed class IndexModel(ConversationAccess access, CurrentUser me) : PageModel
{
    public async Task<IActionResult> OnGetAsync(long conversationId, long seq, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "no-store";
        if (!me.IsSignedIn)
        {
            Destination.Remember(HttpContext, conversationId, seq);
            return Redirect("/login");
        }
        return await access.AsReaderAsync(new(conversationId), cancel) is { } visit ? Redirect($"{visit.Path}?at={seq}#m-{conversationId}-{seq}") : NotFound();
    }
}
