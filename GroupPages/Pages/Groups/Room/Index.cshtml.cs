using GroupPages.Access;
using GroupPages.Ops;
using GroupPages.Pages.Chat;
using Microsoft.AspNetCore.Mvc;

namespace GroupPages.Pages.Groups.Room;

/// <summary><c>/g/{slug}/chat</c>: the group room.</summary>
[TakesPhotos]
public sealed class IndexModel(GroupAccess access, ConversationTools tools) : ConversationPage(tools)
{
    public async Task<IActionResult> OnGetAsync(string slug, long? before, long? at, long? since, CancellationToken cancel) =>
        await EnterAsync(slug, cancel) is { } visit ? await ShowAsync(visit, PagePlace.Of(before, at, since), cancel) : NotFound();

    // Without parameters: to bind them MVC would go through the whole form, for each message.
    public async Task<IActionResult> OnPostAsync() =>
        await EnterAsync((string)RouteData.Values["slug"]!, HttpContext.RequestAborted) is { } visit
            ? await TakeAsync(visit, HttpContext.RequestAborted) : NotFound();

    private async ValueTask<ConversationVisit?> EnterAsync(string slug, CancellationToken cancel) =>
        await access.AsMemberAsync(slug, cancel) is { UserId: not null } visit ? ConversationVisit.Of(visit) : null;
}
