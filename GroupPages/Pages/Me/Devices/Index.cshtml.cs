using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Devices;

/// <summary><c>/me/devices</c>: where I am signed in, the way to end it, and who made sign-in codes for me.</summary>
public sealed class IndexModel(DevicesQuery query, EndSessionsCommand end, CurrentUser me, TimeProvider clock) : PageModel
{
    public IReadOnlyList<DeviceSession> Sessions { get; private set; } = [];

    public IReadOnlyList<CodeForMe> Codes { get; private set; } = [];

    public bool IsDone { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancel)
    {
        if (me.Session is not { } session)
            return Redirect("/login");
        IsDone = done == "1";
        (Sessions, Codes) = await query.RunAsync(session.UserId, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync(long session, CancellationToken cancel)
    {
        if (me.Session is not { } mine || await end.RunAsync(mine, new SessionId(session), cancel) == 0)
            return NotFound();
        if (mine.Id.Value != session)
            return new SeeOtherResult("/me/devices?done=1");
        SessionCookie.Take(HttpContext);
        return new SeeOtherResult("/");
    }

    public async Task<IActionResult> OnPostOthersAsync(CancellationToken cancel)
    {
        if (me.Session is not { } mine)
            return NotFound();
        await end.RunAsync(mine, null, cancel);
        return new SeeOtherResult("/me/devices?done=1");
    }
}
