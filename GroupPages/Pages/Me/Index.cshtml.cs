using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me;

/// <summary><c>/me</c>: what I say of myself, my groups, and the way out of this phone.</summary>
public sealed class IndexModel(
    CurrentUser me, Sessions sessions, ProfileQuery query, SaveProfileCommand save, HideNextStepsCommand hide) : PageModel
{
    public MyPage Mine { get; private set; } = null!;

    public ProfileForm Form { get; private set; } = null!;

    public bool IsSaved { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? saved, CancellationToken cancel)
    {
        if (me.Id is null || !await LoadAsync(cancel))
            return Redirect("/");
        IsSaved = saved == "1";
        Form = ProfileForm.Of(Mine.Profile);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        var form = ProfileForm.Read(Request.Form, Request.Region());
        if (form.Faults.Count == 0 && await save.RunAsync(user, form, cancel))
        {
            sessions.Drop(new HashSet<Data.UserId> { user });
            return new SeeOtherResult("/me?saved=1");
        }
        if (!await LoadAsync(cancel))
            return NotFound();
        Form = form.Faults.Count > 0 ? form.Filled(Mine.Profile) : form.After(Mine.Profile);
        Response.StatusCode = form.Faults.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict;
        return Page();
    }

    /// <summary>Tells what is wrong with one field, for htmx, while the others are still being filled in.</summary>
    public IActionResult OnPostCheck(string? field) => me.IsSignedIn && ProfileField.Names.Contains(field)
        ? Partial("_Fault", ProfileForm.Read(Request.Form, Request.Region())[field!])
        : NotFound();

    public async Task<IActionResult> OnPostStepsAsync(string? show, CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        await hide.RunAsync(user, isHidden: show != "on", cancel);
        return new SeeOtherResult("/me");
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        Response.Headers.CacheControl = "private, no-cache";
        if (await query.RunAsync(me.Id!.Value, cancel) is not { } mine)
            return false;
        Mine = mine;
        return true;
    }
}
