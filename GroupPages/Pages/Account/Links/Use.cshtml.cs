using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account.Links;

/// <summary><c>/login/link/{token}</c>: GET asks, so that a mail scanner uses nothing up; POST signs in.</summary>
public sealed class UseModel(MailLinks links, CurrentUser me, Limits limits) : PageModel
{
    /// <summary>Whose link it is; null when it does not hold.</summary>
    public LinkHolder? Holder { get; private set; }

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "no-store";
        if (!limits.AllowsGuess(HttpContext))
            return new TooManyResult();
        if (JoinCodes.Normalize(token) is not { } code || await links.WhoAsync("sign-in", code, cancel) is not { } holder)
            return LinkOver.Show(this, limits);
        Holder = holder;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string token, CancellationToken cancel)
    {
        if (!limits.AllowsGuess(HttpContext))
            return new TooManyResult();
        var session = NewSession.For(HttpContext, me);
        if (JoinCodes.Normalize(token) is not { } code || await links.SignInAsync(code, session, cancel) is not { } user)
            return LinkOver.Show(this, limits);
        SessionCookie.Give(HttpContext, session.Token);
        // Who was signed in already came to show once more that it is them, before a change.
        return new SeeOtherResult(me.Id == user ? "/me/sign-in" : "/");
    }
}
