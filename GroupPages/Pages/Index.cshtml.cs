using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Open;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages;

/// <summary><c>/</c>: what this is and a field for a code; who is signed in goes straight on.</summary>
public sealed class IndexModel(CurrentUser me, IDbContextFactory<GroupPagesDb> contexts) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    public string? CodeFault { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        // What stands at this address depends on who asks.
        Response.Headers.CacheControl = "private, no-cache";
        if (me.Id is not { } user)
            return Page();
        // A notification or a mail had led here, before they signed in.
        if (Destination.Take(HttpContext) is { } there)
            return Redirect(there);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var slugs = await db.Memberships.Where(m => m.UserId == user && m.Group.DeletedAt == null).Select(m => m.Group.Slug).Order().Take(2).ToListAsync(cancel);
        return Redirect(slugs is [var only] ? $"/g/{only}" : "/me");
    }

    public IActionResult OnPost()
    {
        // People paste the whole address as often as they type the code.
        var typed = Code?.Split('?', '#')[0].Trim().TrimEnd('/').Split('/')[^1];
        if (JoinCodes.Normalize(typed) is { } code)
            return new SeeOtherResult($"/j/{code}");
        CodeFault = string.IsNullOrWhiteSpace(typed) ? "Please type the code." : "Codes have letters, digits and hyphens, at least four of them.";
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
