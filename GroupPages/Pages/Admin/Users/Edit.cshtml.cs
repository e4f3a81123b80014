using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Users;

/// <summary><c>/admin/users/{id}/edit</c>: one person's profile; what else the desk does with them is in Edit.Standing.cs.</summary>
[SiteAdminsOnly]
public sealed partial class EditModel(CurrentUser me, UserTools users, PublicAddress address) : PageModel
{
    [BindProperty]
    public UserForm Form { get; set; } = new();

    public Faults Faults { get; } = [];

    /// <summary>What somebody else saved while the form was open; null when nobody did.</summary>
    public UserFields? Theirs { get; private set; }

    public UserDetails Details { get; private set; } = null!;

    public string? Done { get; private set; }

    /// <summary>Why something other than the profile was not changed.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The address that signs them in once; shown this one time.</summary>
    public string? LoginLink { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, string? done, CancellationToken cancel)
    {
        Done = DeskErrors.Done(done);
        return await ShowAsync(id, StatusCodes.Status200OK, cancel);
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancel)
    {
        var saved = await users.SaveAsync(new(id), Form, Faults, me.Id!.Value, cancel);
        if (saved is { IsSaved: true })
            return new SeeOtherResult($"/admin/users/{id}/edit?done=saved");
        if (saved is null)
            return Faults.Count == 0 ? NotFound() : await ShowTypedAsync(id, StatusCodes.Status422UnprocessableEntity, cancel);
        // Saving once more is then a choice made in sight of both.
        (Theirs, Form.Version) = (saved.Now, saved.Version);
        return await ShowTypedAsync(id, StatusCodes.Status409Conflict, cancel);
    }

    private async Task<IActionResult> ShowTypedAsync(long id, int status, CancellationToken cancel)
    {
        if (await users.FindAsync(new(id), cancel) is not { } details)
            return NotFound();
        (Details, Response.StatusCode) = (details, status);
        return Page();
    }

    private async Task<IActionResult> ShowAsync(long id, int status, CancellationToken cancel)
    {
        var shown = await ShowTypedAsync(id, status, cancel);
        if (shown is PageResult)
            Form = UserForm.Of(Details.Fields, Details.Version);
        return shown;
    }
}
