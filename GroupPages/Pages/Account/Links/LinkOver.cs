using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account.Links;

/// <summary>
/// The one answer for every link that does not hold, unknown, used or over: a guess learns nothing, nor whose link it was. On the spot
/// it offers a new one, to whatever address is typed.
/// </summary>
/// <param name="Lead">What to do now.</param>
/// <param name="Path">Where an address is asked for; null for a link whose page only its owner's account has.</param>
public sealed record LinkOver(string Lead, string? Path)
{
    public const string Title = "This link no longer works";

    public static readonly LinkOver SignIn = new("Give your email, and we mail you a new one.", "/login/link");

    public static readonly LinkOver Reset = new("Give your email, and we mail you a new one.", "/reset");

    public static readonly LinkOver Confirm = new("Sign in where you signed up: under “Signing in” it can be mailed to you again.", null);

    public FormField Email { get; } = new("email", "Email", "email", "email");

    /// <summary>Turns what the page would have shown into this answer.</summary>
    public static PageResult Show(PageModel page, Limits limits)
    {
        limits.CountMiss(page.HttpContext);
        KnownDevices.Meet(page.HttpContext);
        page.Response.StatusCode = StatusCodes.Status410Gone;
        page.Response.Headers.CacheControl = "no-store";
        return page.Page();
    }
}
