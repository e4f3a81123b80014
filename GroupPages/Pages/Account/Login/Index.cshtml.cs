using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account.Login;

/// <summary><c>/login</c>: by email and password; beside it the ways for who has none.</summary>
public sealed class IndexModel(SignInCommand signIn, CurrentUser me) : PageModel
{
    public IReadOnlyList<FormField> Fields { get; private set; } = [];

    /// <summary>What is wrong with both together.</summary>
    public string? Fault { get; private set; }

    /// <summary>An address was just confirmed on a phone that is not signed in.</summary>
    public bool IsConfirmed { get; private set; }

    public IActionResult OnGet(string? confirmed)
    {
        if (me.IsSignedIn)
            return Redirect("/");
        IsConfirmed = confirmed == "1";
        KnownDevices.Meet(HttpContext);
        return Shown(StatusCodes.Status200OK, null);
    }

    public async Task<IActionResult> OnPostAsync(string? email, string? password, CancellationToken cancel)
    {
        var address = EmailAddress.Read(email, out var emailFault);
        var passwordFault = string.IsNullOrEmpty(password) ? "Please type your password." : null;
        if (address is null || passwordFault is not null)
            return Shown(StatusCodes.Status422UnprocessableEntity, email, emailFault, passwordFault);
        var session = NewSession.For(HttpContext, me);
        switch (await signIn.RunAsync(address, password!, session, HttpContext, cancel))
        {
            case SignInOutcome.Done:
                SessionCookie.Give(HttpContext, session.Token);
                return new SeeOtherResult("/");
            case SignInOutcome.TooMany many:
                var seconds = Math.Max(1, (int)Math.Ceiling(many.Wait.TotalSeconds));
                Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                Fault = "Too many tries. Wait a minute, or have a link mailed to you.";
                return Shown(StatusCodes.Status429TooManyRequests, email);
            default:
                Fault = "This email and this password do not belong together.";
                return Shown(StatusCodes.Status422UnprocessableEntity, email);
        }
    }

    private PageResult Shown(int status, string? email, string? emailFault = null, string? passwordFault = null)
    {
        Response.StatusCode = status;
        Response.Headers.CacheControl = "no-store";
        Fields =
        [
            new("email", "Email", "email", "username") { Value = email, Fault = emailFault, IsFirst = status == StatusCodes.Status200OK },
            new("password", "Password", "password", "current-password") { Fault = passwordFault },
        ];
        return Page();
    }
}
