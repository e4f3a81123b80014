using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Account.Signup;

/// <summary><c>/signup</c>: an account with an email and a password, for those who want one.</summary>
public sealed class IndexModel(SignupCommand signup, PasswordWork passwords, SignInLimits limits, CurrentUser me) : PageModel
{
    public IReadOnlyList<FormField> Fields { get; private set; } = [];

    public IActionResult OnGet()
    {
        if (me.IsSignedIn)
            return Redirect("/me/sign-in");
        KnownDevices.Meet(HttpContext);
        return Shown(null, null, null, (null, null, null, null));
    }

    public async Task<IActionResult> OnPostAsync(string? firstName, string? lastName, string? email, string? password, CancellationToken cancel)
    {
        // Somebody with an account needs no second one, but an email for this one.
        if (me.IsSignedIn)
            return new SeeOtherResult("/me/sign-in");
        if (limits.AskRefusal(HttpContext) is { } wait)
            return new TooManyResult(wait);
        var first = TextRules.Line(firstName, 1, 40, "Your first name", out var firstFault);
        var last = TextRules.Line(lastName, 0, 40, "Your last name", out var lastFault);
        var address = EmailAddress.Read(email, out var emailFault);
        var passwordFault = PasswordRules.Fault(password);
        if (first is null || last is null || address is null || passwordFault is not null)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Shown(firstName, lastName, email, (firstFault, lastFault, emailFault, passwordFault));
        }
        if (await passwords.HashAsync(password!, cancel) is not { } hash)
            return new TooManyResult(TimeSpan.FromSeconds(5));
        var session = NewSession.For(HttpContext, me);
        await signup.RunAsync(new(first, last, address, hash), session, cancel);
        SessionCookie.Give(HttpContext, session.Token);
        return new SeeOtherResult("/me/sign-in?done=signed-up");
    }

    private PageResult Shown(string? first, string? last, string? email, (string? First, string? Last, string? Email, string? Password) faults)
    {
        Response.Headers.CacheControl = "no-store";
        Fields =
        [
            new("firstName", "First name", "text", "given-name") { Value = first, Fault = faults.First, IsFirst = faults == default },
            new("lastName", "Last name", "text", "family-name") { Value = last, Fault = faults.Last, IsOptional = true },
            new("email", "Email", "email", "email") { Value = email, Fault = faults.Email },
            new("password", "Password", "password", "new-password") { Fault = faults.Password, Hint = "At least 8 characters. A few words in a row are good." },
        ];
        return Page();
    }
}
