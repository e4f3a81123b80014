using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Media;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Users;

/// <summary><c>/me/users/create</c>: somebody without a login, looked after by me, with a photo at once if there is one.</summary>
[TakesPhotos]
public sealed class CreateModel(
    CurrentUser me, MyGroupChoices choices, AddManagedCommand add, PortraitField field, SetPortraitCommand portraits, Limits limits) : PageModel
{
    [BindProperty]
    public ManagedForm Form { get; set; } = new();

    [BindProperty]
    public string? Key { get; set; }

    public IReadOnlyList<GroupChoice> Groups { get; private set; } = [];

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return Redirect("/");
        await ShowAsync(user, cancel);
        // Whoever is in one group means that one.
        Form.Groups = Groups is [var only] ? [only.Id] : [];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        if (Form.Names() is not { } names)
            return await AgainAsync(user, StatusCodes.Status422UnprocessableEntity, cancel);
        if (!limits.AllowsChange(user))
            return new TooManyResult();
        var (photo, refusal) = await field.DevelopAsync(Request, PhotoKind.Person, cancel);
        if (refusal is not null)
        {
            refusal.Tell(Response);
            Form.PhotoFault = refusal.Words;
            return await AgainAsync(user, refusal.Status, cancel);
        }
        var key = RepeatKey.Of(Key) ?? Secret.NewCode();
        if (await add.RunAsync(user, names.First, names.Last, Form.Groups, key, cancel) is { } made)
        {
            if (photo is not null)
                await portraits.RunAsync(made, photo, cancel);
            return new SeeOtherResult($"/me/users/{made}/edit");
        }
        Fault = ManagedErrors.WordsOf(Caring.TooMany);
        return await AgainAsync(user, StatusCodes.Status409Conflict, cancel);
    }

    private async Task<IActionResult> AgainAsync(UserId user, int status, CancellationToken cancel)
    {
        Response.StatusCode = status;
        // A page cannot give a file back.
        if (Form.PhotoFault is null && PortraitField.IsIn(Request))
            Form.PhotoFault = "Choose the photo once more: nothing was saved yet.";
        await ShowAsync(user, cancel);
        return Page();
    }

    private async Task ShowAsync(UserId user, CancellationToken cancel)
    {
        Groups = await choices.RunAsync(user, cancel);
        Key ??= Secret.NewCode();
        Response.Headers.CacheControl = "private, no-cache";
    }
}
