using GroupPages.Access;
using GroupPages.Ops;
using GroupPages.Pages.Account.Links;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account.Confirm;

/// <summary><c>/confirm/{token}</c>: GET asks whose address it is, POST confirms it. It signs nobody in.</summary>
public sealed class IndexModel(MailLinks links, ConfirmEmailCommand confirm, CurrentUser me, Limits limits) : PageModel
{
    /// <summary>Whose link it is; null when it does not hold.</summary>
    public LinkHolder? Holder { get; private set; }

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "no-store";
        if (!limits.AllowsGuess(HttpContext))
            return new TooManyResult();
        if (JoinCodes.Normalize(token) is not { } code || await links.WhoConfirmsAsync(code, cancel) is not { } holder)
            return LinkOver.Show(this, limits);
        Holder = holder;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string token, CancellationToken cancel)
    {
        if (!limits.AllowsGuess(HttpContext))
            return new TooManyResult();
        if (JoinCodes.Normalize(token) is not { } code || !await confirm.RunAsync(code, cancel))
            return LinkOver.Show(this, limits);
        // The mail may have been opened elsewhere than where the account is signed in.
        return new SeeOtherResult(me.IsSignedIn ? "/me/sign-in?done=confirmed" : "/login?confirmed=1");
    }
}
