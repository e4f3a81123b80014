using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Code;

/// <summary><c>/me/code</c>: signs me in on another device of mine.</summary>
public sealed class IndexModel(LoginCodes codes, CurrentUser me, PublicAddress address, TimeProvider clock) : PageModel
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>The absolute address of the code; null until it is made.</summary>
    public string? CodeUrl { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    public IActionResult OnGet() => me.IsSignedIn ? Shown() : Redirect("/");

    /// <summary>Shown by the answer itself, for the code is stored nowhere and belongs into no address but its own.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        EndsAt = clock.GetUtcNow() + Life;
        CodeUrl = address.Of(Request, $"/l/{await codes.MakeAsync(user, user, Life, cancel)}");
        return Shown();
    }

    private PageResult Shown()
    {
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
