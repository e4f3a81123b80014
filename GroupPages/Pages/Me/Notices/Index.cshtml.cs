using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Notices;

/// <summary><c>POST /me/notices</c>: "I have read this".</summary>
public sealed class IndexModel(CurrentUser me, Sessions sessions, ReadNoticeCommand command) : PageModel
{
    public IActionResult OnGet() => Redirect("/me");

    /// <param name="notice">Which one.</param>
    /// <param name="back">The page it stood on: a path of this site, percent-encoded.</param>
    public async Task<IActionResult> OnPostAsync(long notice, string? back, CancellationToken cancel)
    {
        if (me.Id is not { } user || !await command.RunAsync(user, notice, cancel))
            return NotFound();
        sessions.Drop(new HashSet<UserId> { user });
        // Only a path of ours (no open redirect), and only what a header can carry.
        return new SeeOtherResult(back is not null && Url.IsLocalUrl(back) && back.All(c => c is > ' ' and < '\x7f') ? back : "/me");
    }
}
