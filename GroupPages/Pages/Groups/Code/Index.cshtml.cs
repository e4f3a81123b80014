using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Code;

/// <summary><c>/g/{slug}/code</c>: the member's own QR; with <c>?poster=1</c> for a wall or a projector.</summary>
public sealed class IndexModel(GroupAccess access, PersonalCodeCommand command, PublicAddress address) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    /// <summary>The absolute address the QR leads to.</summary>
    public string JoinUrl { get; private set; } = "";

    /// <summary>The address as people would type it.</summary>
    public string Spoken => JoinUrl[(JoinUrl.IndexOf("://", StringComparison.Ordinal) + 3)..];

    public bool IsPoster { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, string? poster, CancellationToken cancel)
    {
        if (await access.AsMemberAsync(slug, cancel) is not { UserId: { } user } visit || !visit.HasCode
            || await command.RunAsync(visit.Card.Id, user, cancel) is not { } code)
            return NotFound();
        Visit = visit;
        IsPoster = poster == "1";
        JoinUrl = address.Of(Request, $"/j/{code}");
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
