using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Groups;

/// <summary><c>/admin/groups/create</c>: a new group, and then who leads it.</summary>
[SiteAdminsOnly]
public sealed class CreateModel(CurrentUser me, GroupTools groups) : PageModel
{
    [BindProperty]
    public GroupForm Form { get; set; } = new();

    public Faults Faults { get; } = [];

    public GroupFormView View => new(Form, Faults, null, groups.Types, IsNew: true);

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await groups.CreateAsync(Form, Faults, me.Id!.Value, cancel) is { } slug)
            return new SeeOtherResult($"/admin/groups/{slug}/edit/members?done=created");
        if (Faults.Count == 0)
            return NotFound();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
