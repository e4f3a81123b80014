using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.SignIn;

/// <summary><c>/me/sign-in</c>: my email and my password, for those who want them.</summary>
public sealed class IndexModel(SignInStateQuery query, SignInForms forms, CurrentUser me) : PageModel
{
    public SignInState State { get; private set; } = null!;

    public SignInFaults Faults { get; private set; } = new();

    /// <summary>What was just done, in words.</summary>
    public string? Done { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancel)
    {
        if (me.Session is not { } session)
            return Redirect("/login");
        Done = SignInForms.WordsOf(done);
        return await ShownAsync(session, cancel);
    }

    public Task<IActionResult> OnPostEmailAsync(string? email, string? current, CancellationToken cancel) =>
        AnswerAsync("email", (session, state) => forms.EmailAsync(session, state, email, current, HttpContext, cancel), cancel);

    public Task<IActionResult> OnPostPasswordAsync(string? password, string? current, CancellationToken cancel) =>
        AnswerAsync("password", (session, state) => forms.PasswordAsync(session, state, password, current, HttpContext, cancel), cancel);

    public Task<IActionResult> OnPostRemoveAsync(string? current, CancellationToken cancel) =>
        AnswerAsync("removed", (session, state) => forms.RemoveAsync(session, state, current, HttpContext, cancel), cancel);

    public Task<IActionResult> OnPostRemoveEmailAsync(string? current, CancellationToken cancel) =>
        AnswerAsync("email-removed", (session, state) => forms.RemoveEmailAsync(session, state, current, HttpContext, cancel), cancel);

    public Task<IActionResult> OnPostMailAsync(CancellationToken cancel) =>
        AnswerAsync("mailed", (session, state) => forms.MailAsync(session, state, HttpContext, cancel), cancel);

    private async Task<IActionResult> AnswerAsync(string done, Func<SessionSnapshot, SignInState, Task<SignInFaults>> change, CancellationToken cancel)
    {
        if (me.Session is not { } session || await query.RunAsync(session, cancel) is not { } state)
            return NotFound();
        Faults = await change(session, state);
        if (!Faults.Any)
            return new SeeOtherResult($"/me/sign-in?done={done}");
        Response.StatusCode = Faults.Status;
        return await ShownAsync(session, cancel);
    }

    private async Task<IActionResult> ShownAsync(SessionSnapshot session, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "private, no-cache";
        if (await query.RunAsync(session, cancel) is not { } state)
            return Redirect("/login");
        State = state;
        return Page();
    }
}
