using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account.Links;

/// <summary>A page that asks for an address and has a link mailed there.</summary>
/// <param name="kind">Which link.</param>
/// <param name="path">Where the page is.</param>
public abstract class AskModel(AskForMailCommand ask, SignInLimits limits, string kind, string path) : PageModel
{
    public FormField Email { get; private set; } = null!;

    public bool IsSent { get; private set; }

    public IActionResult OnGet(string? sent)
    {
        KnownDevices.Meet(HttpContext);
        IsSent = sent == "1";
        return Shown(null, null);
    }

    public async Task<IActionResult> OnPostAsync(string? email, CancellationToken cancel)
    {
        if (limits.AskRefusal(HttpContext) is { } wait)
            return new TooManyResult(wait);
        if (EmailAddress.Read(email, out var fault) is not { } address)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Shown(email, fault);
        }
        await ask.RunAsync(kind, address, cancel);
        return new SeeOtherResult(path + "?sent=1");
    }

    private PageResult Shown(string? typed, string? fault)
    {
        Response.Headers.CacheControl = "no-store";
        Email = new("email", "Email", "email", "email") { Value = typed, Fault = fault, IsFirst = fault is null };
        return Page();
    }
}
