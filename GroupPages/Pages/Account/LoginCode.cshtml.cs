using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account;

/// <summary><c>/l/{code}</c>: GET asks "Sign in as Ann?"; POST uses the code up. So a preview bot spends nothing.</summary>
public sealed class LoginCodeModel(LoginCodes codes, CurrentUser me, Limits limits) : PageModel
{
    public string FirstName { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "no-store";
        if (!limits.AllowsGuess(HttpContext))
            return new TooManyResult();
        if (JoinCodes.Normalize(code) is { } normal && await codes.WhoAsync(normal, cancel) is { } name)
        {
            FirstName = name;
            return Page();
        }
        return Over();
    }

    public async Task<IActionResult> OnPostAsync(string code, CancellationToken cancel)
    {
        if (!limits.AllowsGuess(HttpContext))
            return new TooManyResult();
        var token = Secret.NewToken();
        if (JoinCodes.Normalize(code) is { } normal && await codes.UseAsync(normal, token, Device.Of(Request), me.Session?.Id, cancel))
        {
            SessionCookie.Give(HttpContext, token);
            return new SeeOtherResult("/");
        }
        return Over();
    }

    // Unknown, used and over look the same: a guess learns nothing.
    private NoticeResult Over()
    {
        limits.CountMiss(HttpContext);
        return new(StatusCodes.Status410Gone, "This link no longer works", "It was used, it ended, or it was never one. Ask whoever gave it to you for a new one.");
    }
}
