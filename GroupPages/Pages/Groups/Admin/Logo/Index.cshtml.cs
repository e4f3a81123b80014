using GroupPages.Access;
using GroupPages.Media;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Logo;

/// <summary><c>/g/{slug}/admin/logo</c>: the group's logo, chosen by its leaders.</summary>
[TakesPhotos]
public sealed class IndexModel(GroupAccess access, GroupSnapshots groups, PortraitField field, SetLogoCommand logos, Limits limits) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public bool IsSaved { get; private set; }

    /// <summary>What is wrong with the picture that came.</summary>
    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, string? saved, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        IsSaved = saved == "1";
        return Show(visit);
    }

    /// <param name="remove">Anything takes the logo away, whatever else came.</param>
    public async Task<IActionResult> OnPostAsync(string slug, string? remove, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } user } visit)
            return NotFound();
        if (!limits.AllowsPost(user))
            return Refuse(visit, PhotoRefusal.TooMany);
        if (remove is not null)
            await logos.RunAsync(visit.Card.Id, user, null, cancel);
        else if (!PortraitField.IsIn(Request))
            return Refuse(visit, new(StatusCodes.Status422UnprocessableEntity, "Choose a picture first."));
        else if (await field.TakeLogoAsync(Request, visit.Card.Id, user, cancel) is { } refusal)
            return Refuse(visit, refusal);
        groups.Drop(visit.Card.Id);
        return new SeeOtherResult($"/g/{slug}/admin/logo?saved=1");
    }

    private PageResult Refuse(GroupVisit visit, PhotoRefusal refusal)
    {
        refusal.Tell(Response);
        Fault = refusal.Words;
        return Show(visit);
    }

    private PageResult Show(GroupVisit visit)
    {
        Visit = visit;
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
