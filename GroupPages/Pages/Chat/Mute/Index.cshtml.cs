using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Chat.Mute;

/// <summary><c>/chat/{conversation}/mute</c>: whether a conversation counts in my badges.</summary>
public sealed class IndexModel(ConversationAccess access, IDbContextFactory<GroupPagesDb> contexts, MuteCommand command) : PageModel
{
    public ConversationVisit Visit { get; private set; } = null!;

    public bool IsMuted { get; private set; }

    public async Task<IActionResult> OnGetAsync(long conversationId, CancellationToken cancel)
    {
        if (await access.AsReaderAsync(new(conversationId), cancel) is not { } visit)
            return NotFound();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        // A site admin who looks into somebody's room has no row there, and nothing to mute.
        if (await db.Participants.Where(p => p.ConversationId == visit.Card.Id && p.UserId == visit.UserId && p.LeftAt == null)
            .Select(p => (bool?)p.IsMuted).FirstOrDefaultAsync(cancel) is not { } isMuted)
            return NotFound();
        (Visit, IsMuted) = (visit, isMuted);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }

    /// <param name="on"><c>0</c> makes it loud again; anything else mutes it.</param>
    public async Task<IActionResult> OnPostAsync(long conversationId, string? on, CancellationToken cancel)
    {
        if (await access.AsReaderAsync(new(conversationId), cancel) is not { } visit || !await command.RunAsync(visit.Card.Id, visit.UserId, on != "0", cancel))
            return NotFound();
        return new SeeOtherResult(visit.Path);
    }
}
