using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary><c>/g/{slug}/admin/codes/{id}</c>: one code: who came by it, its terms, and the switch.</summary>
public sealed class CodeModel(GroupAccess access, CodesQuery query, CodeCommands commands, TimeProvider clock) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public GroupCode Code { get; private set; } = null!;

    public IReadOnlyList<Arrival> Arrivals { get; private set; } = [];

    public bool IsSaved { get; private set; }

    [BindProperty]
    public CodeForm Form { get; set; } = new();

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(string slug, long id, string? done, CancellationToken cancel)
    {
        if (!await FindAsync(slug, id, cancel))
            return NotFound();
        (Form, IsSaved) = (CodeForm.Of(Code.Terms), done == "saved");
        return await ShowAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(string slug, long id, CancellationToken cancel)
    {
        if (!await FindAsync(slug, id, cancel) || Visit.UserId is not { } by)
            return NotFound();
        Form.Word = null;
        Form.NoteMissing(Request.Form);
        var terms = Form.Read(Now, Code.Uses);
        if (terms is { ExpiresAt: null } && Code.Code.Length < 26)
            Form.Faults["lasts"] = "A word of your own can be guessed in time, so it must end. Choose how long it lasts.";
        if (terms is not null && Form.Faults.Count == 0)
            return await commands.ChangeAsync(Visit.Card.Id, by, Code, terms, cancel) ? new SeeOtherResult($"/g/{slug}/admin/codes/{Code.Id}?done=saved") : NotFound();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ShowAsync(cancel);
    }

    public Task<IActionResult> OnPostRevokeAsync(string slug, long id, CancellationToken cancel) => SwitchAsync(slug, id, true, cancel);

    public Task<IActionResult> OnPostReviveAsync(string slug, long id, CancellationToken cancel) => SwitchAsync(slug, id, false, cancel);

    private async Task<IActionResult> SwitchAsync(string slug, long id, bool isRevoked, CancellationToken cancel)
    {
        if (!await FindAsync(slug, id, cancel) || Visit.UserId is not { } by)
            return NotFound();
        await commands.RevokeAsync(Visit.Card.Id, by, Code, isRevoked, cancel);
        return Back(slug);
    }

    private async Task<bool> FindAsync(string slug, long id, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit || await query.FindAsync(visit.Card.Id, new(id), cancel) is not { } code)
            return false;
        (Visit, Code) = (visit, code);
        return true;
    }

    private SeeOtherResult Back(string slug) => new($"/g/{slug}/admin/codes/{Code.Id}");

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        Arrivals = await query.ArrivalsAsync(Visit.Card.Id, Code.Id, cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
