using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account;

/// <summary><c>POST /logout</c>: ends this phone's session, in the database first.</summary>
public sealed class LogoutModel(Sessions sessions, CurrentUser me) : PageModel
{
    public IActionResult OnGet() => Redirect("/me");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (me.Session is { } session)
            await sessions.EndAsync(session.UserId, session.Id, cancel);
        SessionCookie.Take(HttpContext);
        // Neither pages nor drafts of this person may come back from the browser's memory (OWASP ASVS 5.0, 14.3.1).
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return new SeeOtherResult("/");
    }
}
