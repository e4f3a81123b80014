using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary><c>/g/{slug}/admin/codes</c>: the group's codes, and making one for tonight.</summary>
public sealed class IndexModel(GroupAccess access, CodesQuery query, CodeCommands commands, TimeProvider clock) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public IReadOnlyList<GroupCode> Codes { get; private set; } = [];

    [BindProperty]
    public CodeForm Form { get; set; } = new() { Lasts = "12h" };

    /// <summary>Whoever came from a code that has ended wants a new one.</summary>
    public bool IsMaking { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(string slug, string? make, CancellationToken cancel)
    {
        IsMaking = make == "1";
        return await access.AsLeaderAsync(slug, cancel) is { } visit ? await ShowAsync(visit, cancel) : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } by } visit)
            return NotFound();
        Form.NoteMissing(Request.Form);
        if (Form.Read(Now, used: 0) is { } terms)
        {
            if (await commands.MakeAsync(visit.Card.Id, by, terms, cancel) is { } made)
                return new SeeOtherResult($"/g/{slug}/admin/codes/{made}");
            Form.Faults["word"] = "That word is taken. Choose another one.";
        }
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ShowAsync(visit, cancel);
    }

    private async Task<IActionResult> ShowAsync(GroupVisit visit, CancellationToken cancel)
    {
        Visit = visit;
        Codes = await query.RunAsync(visit.Card.Id, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
