using GroupPages.Pages.Me.Notifications;
using GroupPages.Work.Digest;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Unsubscribe;

/// <summary>
/// <c>/unsubscribe/{token}</c>: out of the digest, from a mail, signed in or not. Mail programs POST here by themselves
/// (RFC 8058), from nowhere and without a cookie; the token is all that counts.
/// </summary>
public sealed class IndexModel(UnsubscribeLinks links, SaveNotificationsCommand settings) : PageModel
{
    public string Token { get; private set; } = "";

    public bool IsDone { get; private set; }

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancel) =>
        await links.ReadAsync(token, cancel) is null ? NotFound() : Shown(token, isDone: false);

    public async Task<IActionResult> OnPostAsync(string token, CancellationToken cancel)
    {
        if (await links.ReadAsync(token, cancel) is not { } user)
            return NotFound();
        await settings.StopDigestAsync(user, cancel);
        return Shown(token, isDone: true);
    }

    private PageResult Shown(string token, bool isDone)
    {
        (Token, IsDone) = (token, isDone);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
