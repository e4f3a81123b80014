using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me;

/// <summary><c>/me</c>: my name, my groups, and the way out of this phone.</summary>
public sealed class IndexModel(CurrentUser me, Sessions sessions, MyGroupsQuery groups, RenameCommand rename) : PageModel
{
    public IReadOnlyList<MyGroup> Groups { get; private set; } = [];

    [BindProperty]
    public string? FirstName { get; set; }

    [BindProperty]
    public string? LastName { get; set; }

    public string? FirstNameFault { get; private set; }

    public string? LastNameFault { get; private set; }

    public bool IsSaved { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? saved, CancellationToken cancel)
    {
        if (me.Session is not { } session)
            return Redirect("/");
        (FirstName, LastName) = (session.FirstName, session.LastName);
        IsSaved = saved == "1";
        return await ShowAsync(session, cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (me.Session is not { } session)
            return NotFound();
        var first = TextRules.Line(FirstName, 1, 40, "Your first name", out var firstFault);
        var last = TextRules.Line(LastName, 0, 40, "Your last name", out var lastFault);
        (FirstNameFault, LastNameFault) = (firstFault, lastFault);
        if (first is null || last is null)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ShowAsync(session, cancel);
        }
        await rename.RunAsync(session.UserId, first, last, cancel);
        sessions.Drop(new HashSet<UserId> { session.UserId });
        return new SeeOtherResult("/me?saved=1");
    }

    private async Task<IActionResult> ShowAsync(SessionSnapshot session, CancellationToken cancel)
    {
        Groups = await groups.RunAsync(session.UserId, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
