using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Admin.Users;

/// <summary><c>/admin/users/create</c>: a new person, by hand.</summary>
[SiteAdminsOnly]
public sealed class CreateModel(CurrentUser me, UserTools users) : PageModel
{
    [BindProperty]
    public UserForm Form { get; set; } = new();

    public Faults Faults { get; } = [];

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await users.CreateAsync(Form, Faults, me.Id!.Value, cancel) is { } made)
            return new SeeOtherResult($"/admin/users/{made}/edit?done=created");
        if (Faults.Count == 0)
            return NotFound();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
