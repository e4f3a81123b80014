using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Chat.Mute;

/// <summary><c>/chat/{conversation}/mute</c>: what I want to hear of a conversation, and whether it counts in my badges.</summary>
public sealed class IndexModel(ConversationAccess access, IDbContextFactory<GroupPagesDb> contexts, MuteCommand command) : PageModel
{
    public ConversationVisit Visit { get; private set; } = null!;

    public Loudness Loudness { get; private set; }

    public async Task<IActionResult> OnGetAsync(long conversationId, CancellationToken cancel)
    {
        if (await access.AsReaderAsync(new(conversationId), cancel) is not { } visit)
            return NotFound();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        // A site admin who looks into somebody's room has no row there, and nothing to mute.
        if (await db.Participants.Where(p => p.ConversationId == visit.Card.Id && p.UserId == visit.UserId && p.LeftAt == null)
            .Select(p => new { p.IsMuted, p.MentionsOnly }).FirstOrDefaultAsync(cancel) is not { } mine)
            return NotFound();
        (Visit, Loudness) = (visit, mine.IsMuted ? Loudness.Nothing : mine.MentionsOnly ? Loudness.Mentions : Loudness.Everything);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }

    /// <param name="level"><c>everything</c>, <c>mentions</c> or <c>nothing</c>.</param>
    public async Task<IActionResult> OnPostAsync(long conversationId, string? level, CancellationToken cancel)
    {
        if (!Enum.GetNames<Loudness>().Contains(level, StringComparer.OrdinalIgnoreCase) || await access.AsReaderAsync(new(conversationId), cancel) is not { } visit
            || !await command.RunAsync(visit.Card.Id, visit.UserId, Enum.Parse<Loudness>(level!, ignoreCase: true), cancel))
            return NotFound();
        return new SeeOtherResult(visit.Path);
    }
}
