using GroupPages.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Users;

/// <summary><c>/me/users</c>: whom I look after.</summary>
public sealed class IndexModel(CurrentUser me, ManagedUsersQuery query) : PageModel
{
    public IReadOnlyList<ManagedUser> Mine { get; private set; } = [];

    public IReadOnlyList<ManagedUser> Removed { get; private set; } = [];

    public string? Done { get; private set; }

    /// <param name="done">What was done, to say so.</param>
    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return Redirect("/");
        var all = await query.RunAsync(user, cancel);
        (Mine, Removed) = ([.. all.Where(found => found.RemovedAt is null)], [.. all.Where(found => found.RemovedAt is not null)]);
        Done = done switch { "saved" => "Saved.", "removed" => "Removed. You can bring them back for 30 days.", "given" => "They will find a notice of it.", _ => null };
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
