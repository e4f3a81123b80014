using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Media;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me;

/// <summary><c>/me/photo</c>: my portrait, chosen, cut to its square, or taken away. <c>/me</c> takes one with the rest of the profile as well.</summary>
[TakesPhotos]
public sealed class PhotoModel(CurrentUser me, Sessions sessions, PortraitField field, SetPortraitCommand portraits, Limits limits) : PageModel
{
    /// <summary>What is wrong with the photo that came.</summary>
    public string? Fault { get; private set; }

    public IActionResult OnGet() => me.IsSignedIn ? Page() : Redirect("/");

    /// <param name="remove">Anything takes the portrait away, whatever else came.</param>
    public async Task<IActionResult> OnPostAsync(string? remove, CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        if (!limits.AllowsPost(user))
            return Refuse(PhotoRefusal.TooMany);
        if (remove is not null)
            await portraits.RunAsync(user, null, cancel);
        else if (!PortraitField.IsIn(Request))
            return Refuse(new(StatusCodes.Status422UnprocessableEntity, "Choose a photo first."));
        else if (await field.TakeAsync(Request, user, cancel) is { } refusal)
            return Refuse(refusal);
        sessions.Drop(new HashSet<UserId> { user });
        return new SeeOtherResult("/me?saved=1");
    }

    private PageResult Refuse(PhotoRefusal refusal)
    {
        refusal.Tell(Response);
        Fault = refusal.Words;
        return Page();
    }
}
