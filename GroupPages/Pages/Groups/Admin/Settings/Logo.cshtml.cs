using GroupPages.Access;
using GroupPages.Media;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Settings;

/// <summary><c>/g/{slug}/admin/logo</c>: the group's logo, chosen, cut to its square, or taken away.</summary>
[TakesPhotos]
public sealed class LogoModel(GroupAccess access, GroupSnapshots groups, PortraitField field, SetLogoCommand logos, Limits limits) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    /// <summary>What is wrong with the picture that came.</summary>
    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        Visit = visit;
        return Page();
    }

    /// <param name="remove">Anything takes the logo away, whatever else came.</param>
    public async Task<IActionResult> OnPostAsync(string slug, string? remove, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } by } visit)
            return NotFound();
        Visit = visit;
        if (!limits.AllowsPost(by))
            return Refuse(new(StatusCodes.Status429TooManyRequests, "That was a lot at once. Wait a moment and try again."));
        if (remove is not null)
            await logos.RunAsync(visit.Card.Id, by, null, cancel);
        else if (!PortraitField.IsIn(Request))
            return Refuse(new(StatusCodes.Status422UnprocessableEntity, "Choose a picture first."));
        else if (await field.TakeLogoAsync(Request, visit.Card.Id, by, cancel) is { } refusal)
            return Refuse(refusal);
        groups.Drop(visit.Card.Id);
        return new SeeOtherResult($"/g/{slug}/admin?saved=1");
    }

    private PageResult Refuse(PhotoRefusal refusal)
    {
        (Response.StatusCode, Fault) = (refusal.Status, refusal.Words);
        if (refusal.Status != StatusCodes.Status422UnprocessableEntity)
            Response.Headers.RetryAfter = "5";
        return Page();
    }
}
