using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Groups;

/// <summary><c>/admin/groups/{slug}/edit</c>: one group; its way out and back is in Edit.Standing.cs.</summary>
[SiteAdminsOnly]
public sealed partial class EditModel(CurrentUser me, GroupTools groups) : PageModel
{
    [BindProperty]
    public GroupForm Form { get; set; } = new();

    public Faults Faults { get; } = [];

    /// <summary>What somebody else saved while the form was open; null when nobody did.</summary>
    public GroupFields? Theirs { get; private set; }

    public GroupDetails Details { get; private set; } = null!;

    public GroupFormView View => new(Form, Faults, Theirs, groups.Types, IsNew: false);

    public string? Done { get; private set; }

    /// <summary>Why something other than the form was not done.</summary>
    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, string? done, CancellationToken cancel)
    {
        Done = DeskErrors.Done(done);
        return await ShowAsync(slug, StatusCodes.Status200OK, cancel);
    }

    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancel)
    {
        var saved = await groups.SaveAsync(Form, Faults, me.Id!.Value, cancel);
        if (saved is { Saved.IsSaved: true } now)
            return new SeeOtherResult($"/admin/groups/{now.Slug}/edit?done=saved");
        if (saved is not { } lost)
            return Faults.Count == 0 ? NotFound() : await ShowTypedAsync(slug, StatusCodes.Status422UnprocessableEntity, cancel);
        // Saving once more is then a choice made in sight of both.
        (Theirs, Form.Version) = (lost.Saved.Now, lost.Saved.Version);
        return await ShowTypedAsync(slug, StatusCodes.Status409Conflict, cancel);
    }

    private async Task<IActionResult> ShowTypedAsync(string slug, int status, CancellationToken cancel)
    {
        if (await groups.FindAsync(slug, Form.Id is { } id ? new GroupId(id) : null, cancel) is not { } details)
            return NotFound();
        (Details, Response.StatusCode) = (details, status);
        return Page();
    }

    private async Task<IActionResult> ShowAsync(string slug, int status, CancellationToken cancel)
    {
        Form.Id = null;
        var shown = await ShowTypedAsync(slug, status, cancel);
        if (shown is PageResult)
            Form = GroupForm.Of(Details.Id, Details.Fields, Details.Version);
        return shown;
    }
}
