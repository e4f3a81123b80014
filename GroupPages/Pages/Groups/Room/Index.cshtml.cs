using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Chat;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Room;

/// <summary><c>/g/{slug}/chat</c>: the group room.</summary>
public sealed class IndexModel(GroupAccess access, MessagesQuery messages, PostMessageCommand command, Limits limits, Blocks blocks, TimeProvider clock) : PageModel
{
    public const int LongestMessage = 4_000;

    public GroupVisit Visit { get; private set; } = null!;

    public MessagePage Messages { get; private set; } = null!;

    public long? Before { get; private set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? Key { get; set; }

    /// <summary>Why there is no composer; null for whoever may write.</summary>
    public PostRefusal? Hush { get; private set; }

    /// <summary>Whom the reader has blocked: their messages are folded.</summary>
    public BlockSnapshot Blocked { get; private set; } = BlockSnapshot.Nobody;

    public string? TextFault { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, long? before, CancellationToken cancel)
    {
        if (await access.AsMemberAsync(slug, cancel) is not { } visit)
            return NotFound();
        Response.Headers.Vary = "HX-Request";
        await ReadAsync(visit, before, cancel);
        return Request.IsHtmx() ? Partial("_Messages", this) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsMemberAsync(slug, cancel) is not { UserId: { } author } visit)
            return NotFound();
        if (TextRules.Body(Text, 1, LongestMessage, "The message", out var fault) is not { } text)
            return await AgainAsync(visit, StatusCodes.Status422UnprocessableEntity, fault!, cancel);
        if (!limits.AllowsPost(author))
        {
            Response.Headers.RetryAfter = "1";
            return await AgainAsync(visit, StatusCodes.Status429TooManyRequests, "That was a lot at once. Wait a moment and send it again.", cancel);
        }
        var key = Key is { Length: > 0 and <= 100 } && !Key.Contains('\0') ? Key : null;
        var posted = await command.RunAsync(visit.Card.Room, author, text, key, cancel);
        if (posted.Refusal is { } refusal)
            return await RefuseAsync(visit, refusal, cancel);
        if (posted.Seq is not { } seq)
            return NotFound();
        // The element this message will be: the page knows by it that its pending bubble has arrived.
        Response.Headers["Message-Id"] = $"m-{visit.Card.Room}-{seq}";
        return Request.IsHtmx() ? new NoContentResult() : new SeeOtherResult($"/g/{slug}/chat");
    }

    private Task<IActionResult> RefuseAsync(GroupVisit visit, PostRefusal refusal, CancellationToken cancel)
    {
        if (refusal.RetryAfter is { } seconds)
            Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return AgainAsync(visit, refusal.Status, refusal.Words, cancel);
    }

    // The page again, with the text still in its field; for htmx the words alone, as the text never left.
    private async Task<IActionResult> AgainAsync(GroupVisit visit, int status, string fault, CancellationToken cancel)
    {
        Response.StatusCode = status;
        if (Request.IsHtmx())
            return Content(fault);
        TextFault = fault;
        await ReadAsync(visit, null, cancel);
        return Page();
    }

    private async Task ReadAsync(GroupVisit visit, long? before, CancellationToken cancel)
    {
        Visit = visit;
        Before = before is > 0 ? before : null;
        Messages = await messages.PageAsync(visit.Card.Room, Before, cancel);
        Blocked = await blocks.OfAsync(visit.UserId, cancel);
        Hush = PostRefusal.Before(visit, clock.GetUtcNow());
        Key ??= Secret.NewCode();
        Response.Headers.CacheControl = "private, no-cache";
    }
}
