using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Leaving;

/// <summary><c>/me/deleted</c>: after the deletion, the way back; it knows no more than its own address says.</summary>
public sealed class GoodbyeModel(CurrentUser me, PublicAddress address, TimeProvider clock) : PageModel
{
    /// <summary>The address that brings the account back.</summary>
    public string WayBack { get; private set; } = "";

    public DateTimeOffset ErasedAt { get; private set; }

    /// <param name="back">The code that was made with the deletion.</param>
    public IActionResult OnGet(string? back)
    {
        if (me.IsSignedIn || back is not { Length: 26 } || !back.All(char.IsAsciiLetterOrDigit))
            return Redirect("/");
        (WayBack, ErasedAt) = (address.Of(Request, $"/l/{back}"), clock.GetUtcNow() + DeleteAccountCommand.Grace);
        Response.Headers.CacheControl = "private, no-store";
        return Page();
    }
}
