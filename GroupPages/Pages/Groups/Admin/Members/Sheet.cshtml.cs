using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>
/// <c>/g/{slug}/admin/members/codes</c>: a sheet of login codes to print and cut up. It is the answer to the POST itself, not
/// a page to come back to: nobody can show the codes a second time.
/// </summary>
public sealed class SheetModel(GroupAccess access, LoginSheetCommand command, PublicAddress address) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public IReadOnlyList<LoginCard> Cards { get; private set; } = [];

    /// <summary>How many of those chosen got none.</summary>
    public int Left { get; private set; }

    public string UrlOf(LoginCard card) => address.Of(Request, $"/l/{card.Code}");

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel) =>
        await access.AsLeaderAsync(slug, cancel) is null ? NotFound() : Redirect($"/g/{slug}/admin/members");

    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        var chosen = MemberTools.Chosen(Request.Form);
        (Visit, Cards) = (visit, chosen.Count == 0 ? [] : await command.RunAsync(visit, chosen, cancel));
        Left = chosen.Count - Cards.Count;
        Response.Headers.CacheControl = "no-store";
        Response.StatusCode = Cards.Count > 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
