using GroupPages.Access;
using GroupPages.Ops;
using GroupPages.Pages.Groups.Admin.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>A member and the code that signs them in on a phone.</summary>
public sealed record LoginCard(MemberCard Member, string Code);

/// <summary>
/// <c>/g/{slug}/admin/members/codes</c>: a sheet of login codes to print and cut up, each good once, for a day. It is the
/// answer to the POST itself, not a page to come back to: nobody can show the codes a second time.
/// </summary>
public sealed class SheetModel(GroupAccess access, MemberLoginCodes codes, CurrentUser me, PublicAddress address) : PageModel
{
    /// <summary>As many as a leader prints at once.</summary>
    public const int MostAtOnce = 200;

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public GroupVisit Visit { get; private set; } = null!;

    public IReadOnlyList<LoginCard> Cards { get; private set; } = [];

    /// <summary>How many of those chosen got none.</summary>
    public int Left { get; private set; }

    public string UrlOf(LoginCard card) => address.Of(Request, $"/l/{card.Code}");

    /// <summary>The address as people would type it, who have no camera.</summary>
    public string SpokenOf(LoginCard card) => UrlOf(card)[(UrlOf(card).IndexOf("://", StringComparison.Ordinal) + 3)..];

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel) =>
        await access.AsLeaderAsync(slug, cancel) is null ? NotFound() : Redirect($"/g/{slug}/admin/members");

    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit || me.Session is not { } session)
            return NotFound();
        var chosen = MemberTools.Chosen(Request.Form);
        var made = await codes.MakeAsync(visit.Card.Id, session.UserId, session.FirstName, [.. chosen.Take(MostAtOnce)], Life, cancel);
        Visit = visit;
        Cards = [.. made.Where(code => visit.Group.Everybody.ContainsKey(code.Key))
            .Select(code => new LoginCard(visit.Group.Everybody[code.Key], code.Value)).OrderBy(card => card.Member.Folded, StringComparer.Ordinal)];
        Left = chosen.Count - Cards.Count;
        Response.Headers.CacheControl = "no-store";
        Response.StatusCode = Cards.Count > 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
