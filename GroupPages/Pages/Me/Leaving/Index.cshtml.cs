using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Leaving;

/// <summary><c>/me/delete</c>: takes or erases what is mine.</summary>
public sealed class IndexModel(CurrentUser me, DeleteAccountCommand delete) : PageModel
{
    /// <summary>The groups that would be left without a leader.</summary>
    public IReadOnlyList<string> Only { get; private set; } = [];

    public bool IsLastSiteAdmin { get; private set; }

    public IActionResult OnGet()
    {
        Response.Headers.CacheControl = "private, no-cache";
        return me.IsSignedIn ? Page() : Redirect("/");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        var code = Secret.NewCode();
        var ended = await delete.RunAsync(user, code, cancel);
        if (!ended.IsDone)
        {
            (Only, IsLastSiteAdmin) = (ended.Only, ended.IsLastSiteAdmin);
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Only.Count > 0 || IsLastSiteAdmin ? Page() : NotFound();
        }
        SessionCookie.Take(HttpContext);
        // Neither pages nor drafts of this person may come back from the browser's memory (OWASP ASVS 5.0, 14.3.1).
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return new SeeOtherResult($"/me/deleted?back={code}");
    }
}
