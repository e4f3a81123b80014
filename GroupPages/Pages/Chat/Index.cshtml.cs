using GroupPages.Access;
using GroupPages.Ops;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Chat;

/// <summary><c>/chat</c>: my conversations, rooms and direct ones, the latest first.</summary>
public sealed class IndexModel(CurrentUser me, GroupAccess groups, ConversationsQuery query, ReadAllCommand readAll) : PageModel
{
    public ConversationList List { get; private set; } = null!;

    public bool IsFirst { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? before, CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        (List, IsFirst) = (await query.RunAsync(user, before, cancel), before is null);
        Response.Headers.Vary = "HX-Request";
        Response.Headers.CacheControl = "private, no-cache";
        if (Request.IsHtmx())
            return Partial("/Pages/Chat/_Conversations.cshtml", this);
        if (List.OnlyGroup is { } slug)
            await groups.AsMemberAsync(slug, cancel);
        return Page();
    }

    /// <summary>Marks everything as read.</summary>
    public async Task<IActionResult> OnPostReadAsync(CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        await readAll.RunAsync(user, cancel);
        return new SeeOtherResult("/chat");
    }
}
