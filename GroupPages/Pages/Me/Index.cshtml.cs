using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Media;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me;

/// <summary><c>/me</c>: what I say of myself with my photo, my groups, and the way out of this phone.</summary>
[TakesPhotos]
public sealed class IndexModel(
    CurrentUser me, Sessions sessions, ProfileQuery query, SaveProfileCommand save, HideNextStepsCommand hide,
    PortraitField field, SetPortraitCommand portraits, Limits limits) : PageModel
{
    public MyPage Mine { get; private set; } = null!;

    public ProfileForm Form { get; private set; } = null!;

    /// <summary>What is wrong with the photo that came.</summary>
    public string? PhotoFault { get; private set; }

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
        var (photo, refusal) = await PhotoAsync(user, form, cancel);
        var isBad = form.Faults.Count > 0 || refusal is not null;
        if (!isBad && await save.RunAsync(user, form, cancel))
        {
            if (photo is not null)
                await portraits.RunAsync(user, photo, cancel);
            sessions.Drop(new HashSet<UserId> { user });
            return new SeeOtherResult("/me?saved=1");
        }
        if (!await LoadAsync(cancel))
            return NotFound();
        Form = isBad ? form.Filled(Mine.Profile) : form.After(Mine.Profile);
        Response.StatusCode = isBad ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict;
        refusal?.Tell(Response);
        // A page cannot give a file back.
        PhotoFault = refusal?.Words ?? (PortraitField.IsIn(Request) ? "Choose the photo once more: nothing was saved yet." : null);
        return Page();
    }

    // Into the store before anything is written, and not at all while something else must be put right: both are saved, or neither.
    private async Task<(Photo? Photo, PhotoRefusal? Refusal)> PhotoAsync(UserId user, ProfileForm form, CancellationToken cancel)
    {
        if (form.Faults.Count > 0 || !PortraitField.IsIn(Request))
            return (null, null);
        return limits.AllowsPost(user) ? await field.DevelopAsync(Request, PhotoKind.Person, cancel) : (null, PhotoRefusal.TooMany);
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
