using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Media;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Users;

/// <summary><c>/me/users/{id}/photo</c>: the portrait of somebody I look after. The form stands on their other page as well.</summary>
[TakesPhotos]
public sealed class PhotoModel(CurrentUser me, ManagedUsersQuery query, PortraitField field, SetPortraitCommand portraits, Limits limits) : PageModel
{
    public ManagedUser Them { get; private set; } = null!;

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancel) => await FindAsync(id, cancel) ? Page() : NotFound();

    /// <param name="remove">Anything takes the portrait away, whatever else came.</param>
    public async Task<IActionResult> OnPostAsync(long id, string? remove, CancellationToken cancel)
    {
        if (!await FindAsync(id, cancel))
            return NotFound();
        if (!limits.AllowsPost(me.Id!.Value))
            return Refuse(PhotoRefusal.TooMany);
        if (remove is not null)
            await portraits.RunAsync(Them.Id, null, cancel);
        else if (!PortraitField.IsIn(Request))
            return Refuse(new(StatusCodes.Status422UnprocessableEntity, "Choose a photo first."));
        else if (await field.TakeAsync(Request, Them.Id, cancel) is { } refusal)
            return Refuse(refusal);
        return new SeeOtherResult($"/me/users/{id}/edit");
    }

    private async Task<bool> FindAsync(long id, CancellationToken cancel)
    {
        if (me.Id is not { } user || await query.OneAsync(user, new UserId(id), cancel) is not { } them)
            return false;
        Them = them;
        Response.Headers.CacheControl = "private, no-cache";
        return true;
    }

    private PageResult Refuse(PhotoRefusal refusal)
    {
        refusal.Tell(Response);
        Fault = refusal.Words;
        return Page();
    }
}
