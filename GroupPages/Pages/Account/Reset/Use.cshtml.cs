using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Account.Links;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account.Reset;

/// <summary><c>/reset/{token}</c>: GET asks for the new password, POST sets it and signs in.</summary>
public sealed class UseModel(
    MailLinks links, ResetPasswordCommand reset, PasswordWork passwords, Sessions sessions, CurrentUser me, Limits limits) : PageModel
{
    /// <summary>Whose link it is; null when it does not hold.</summary>
    public LinkHolder? Holder { get; private set; }

    public FormField Password { get; private set; } = new("password", "New password", "password", "new-password")
    {
        IsFirst = true,
        Hint = "At least 8 characters. A few words in a row are good.",
    };

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "no-store";
        return await FindAsync(token, cancel) ?? Page();
    }

    public async Task<IActionResult> OnPostAsync(string token, string? password, CancellationToken cancel)
    {
        // Before the slow work: a link that does not hold costs a look, not a hash.
        if (await FindAsync(token, cancel) is { } over)
            return over;
        if (PasswordRules.Fault(password) is { } fault)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            Password = Password with { Fault = fault };
            return Page();
        }
        if (await passwords.HashAsync(password!, cancel) is not { } hash)
            return new TooManyResult(TimeSpan.FromSeconds(5));
        var session = NewSession.For(HttpContext, me);
        if (await reset.RunAsync(JoinCodes.Normalize(token)!, hash, session, cancel) is not { } user)
        {
            // Another phone was faster with it.
            Holder = null;
            return LinkOver.Show(this, limits);
        }
        sessions.Drop(new HashSet<UserId> { user });
        SessionCookie.Give(HttpContext, session.Token);
        return new SeeOtherResult("/me/sign-in?done=password");
    }

    private async Task<IActionResult?> FindAsync(string token, CancellationToken cancel)
    {
        if (!limits.AllowsGuess(HttpContext))
            return new TooManyResult();
        if (JoinCodes.Normalize(token) is not { } code || await links.WhoAsync("reset", code, cancel) is not { } holder)
            return LinkOver.Show(this, limits);
        Holder = holder;
        return null;
    }
}
