using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Live;
using GroupPages.Media;
using GroupPages.Ops;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Chat;

/// <summary>What every page of a conversation needs.</summary>
public sealed record ConversationTools(
    MessagesQuery Messages, PostMessageCommand Post, ChatPhotos Photos, ConversationPeople People, ReadMarks Marks, Limits Limits, Blocks Blocks,
    TimeProvider Clock);

/// <summary>The page of a conversation: the same for a group's room and for a direct one, drawn by <c>_Conversation</c>.</summary>
public abstract class ConversationPage(ConversationTools tools) : PageModel
{
    public const int LongestMessage = 4_000;

    public ConversationVisit Visit { get; private set; } = null!;

    public MessagePage Messages { get; private set; } = null!;

    /// <summary>The line "new since you were here", and the way to it.</summary>
    public UnreadLine? Unread { get; private set; }

    public bool IsLatest => !Messages.HasNewer;

    /// <summary>What was written, as it came.</summary>
    public string? Text { get; private set; }

    public string? Key { get; private set; }

    public string? TextFault { get; protected set; }

    /// <summary>What is wrong with the photos that came, for the page; htmx gets the words alone.</summary>
    public string? PhotosFault { get; private set; }

    /// <summary>
    /// False on somebody's first day in a room, unless the leaders allow it: what would be refused is not offered. In a direct conversation
    /// it always is, since an answer, which may come while the page is open, makes it right.
    /// </summary>
    public bool MaySendPhotos => PostRefusal.OfPhotos(Visit.Group, tools.Clock.GetUtcNow()) is null;

    /// <summary>True when the page is to say that something was not right.</summary>
    public bool HasFault => (TextFault ?? PhotosFault) is not null;

    /// <summary>The page's classes. Under Save-Data photos come only when they are asked for.</summary>
    public string Body => Request.Headers["Save-Data"] == "on" ? "app chat saving" : "app chat";

    /// <summary>What it is called in the status line and to screen readers.</summary>
    public virtual string Called => "Group chat";

    public virtual string Placeholder => "Write to everyone";

    public virtual string WhenEmpty => "Everyone in the group reads what you write here.";

    /// <summary>Why nothing can be written here, instead of the field for it; null when it can.</summary>
    public virtual string? WhyNot => Visit.Group is { } group ? PostRefusal.Before(group, tools.Clock.GetUtcNow())?.Words : null;

    /// <summary>How fast the reader may write here, in words; null when nothing slows them.</summary>
    public string? Pace => PaceOf(Visit);

    /// <summary>Whom the reader has blocked: their messages are folded.</summary>
    public BlockSnapshot Blocked { get; private set; } = BlockSnapshot.Nobody;

    /// <summary>Shows one page of it to somebody whom the door let in, or only its messages for htmx.</summary>
    protected async Task<IActionResult> ShowAsync(ConversationVisit visit, PagePlace place, CancellationToken cancel)
    {
        Response.Headers.Vary = "HX-Request, Save-Data";
        await ReadAsync(visit, place, cancel);
        return Request.IsHtmx() ? Partial("/Pages/Chat/_Messages.cshtml", this) : Page();
    }

    /// <summary>Takes what was written: 303, 204 for htmx, or the page again with the text still in its field.</summary>
    protected async Task<IActionResult> TakeAsync(ConversationVisit visit, CancellationToken cancel)
    {
        // Not bound by MVC, which would look at everything it could bind, for each message.
        (Text, Key) = (Request.Form["text"].FirstOrDefault(), Request.Form["key"].FirstOrDefault());
        if (TextRules.Body(Text, ChatPhotos.In(Request).Count > 0 ? 0 : 1, LongestMessage, "The message", out var textFault) is not { } text)
            return await AgainAsync(visit, StatusCodes.Status422UnprocessableEntity, textFault!, cancel);
        if (!tools.Limits.AllowsPost(visit.UserId))
        {
            Response.Headers.RetryAfter = "1";
            return await AgainAsync(visit, StatusCodes.Status429TooManyRequests, "That was a lot at once. Wait a moment and send it again.", cancel);
        }
        var key = RepeatKey.Of(Key);
        // Known before, it saves developing photos that the statement would refuse.
        if (ChatPhotos.In(Request).Count > 0 && await RefusalOfPhotosAsync(visit, tools.Clock.GetUtcNow(), cancel) is { } early)
            return await TellAsync(visit, early, cancel);
        var (photos, fault) = await tools.Photos.TakeAsync(Request, cancel);
        if (fault is not null)
            return await AgainAsync(visit, fault, cancel);
        var named = await tools.People.NamedInAsync(text, visit, cancel);
        // The rule may have changed since the page was read: with each answer the page says what holds now.
        if (PaceOf(visit) is { } pace)
            Response.Headers["Room-Pace"] = pace;
        var posted = await tools.Post.RunAsync(visit.Card.Id, visit.UserId, text, named, photos, key, cancel);
        if (posted.Refusal is { } refusal)
            return await TellAsync(visit, refusal, cancel);
        if (posted.Seq is not { } seq)
            return await RefuseAsync(visit, cancel);
        // The element this message will be: the page knows by it that its pending bubble has arrived.
        Response.Headers["Message-Id"] = $"m-{visit.Card.Id}-{seq}";
        return Request.IsHtmx() ? new NoContentResult() : new SeeOtherResult(visit.Path);
    }

    private static string? PaceOf(ConversationVisit visit) => visit is { IsLeader: false, Group.Card.Rules: var rules } ? rules.Pace : null;

    // What the room's rules say, in words; the text stays.
    private Task<IActionResult> TellAsync(ConversationVisit visit, PostRefusal refusal, CancellationToken cancel)
    {
        if (refusal.RetryAfter is { } seconds)
            Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return AgainAsync(visit, refusal.Status, refusal.Words, cancel);
    }

    /// <summary>The author may not write here: gone since the door, as far as a room knows.</summary>
    protected virtual Task<IActionResult> RefuseAsync(ConversationVisit visit, CancellationToken cancel) => Task.FromResult<IActionResult>(NotFound());

    /// <summary>Why the author may send no photos here now; null when they may, as far as is known before.</summary>
    protected virtual ValueTask<PostRefusal?> RefusalOfPhotosAsync(ConversationVisit visit, DateTimeOffset now, CancellationToken cancel) =>
        new(PostRefusal.OfPhotos(visit.Group, now));

    /// <summary>What a page needs beside its messages; read while they are.</summary>
    protected virtual Task PrepareAsync(ConversationVisit visit, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The page again, with the text still in its field; for htmx the words alone, as the text never left.</summary>
    protected async Task<IActionResult> AgainAsync(ConversationVisit visit, int status, string fault, CancellationToken cancel)
    {
        Response.StatusCode = status;
        if (Request.IsHtmx())
            return Content(fault);
        TextFault = fault.Length > 0 ? fault : null;
        return await DrawAgainAsync(visit, cancel);
    }

    /// <summary>Draws it with what was wrong.</summary>
    protected virtual async Task<IActionResult> DrawAgainAsync(ConversationVisit visit, CancellationToken cancel)
    {
        await ReadAsync(visit, default, cancel);
        return Page();
    }

    // Files cannot be put back into their field: with script they never left it, without it they are chosen again.
    private Task<IActionResult> AgainAsync(ConversationVisit visit, PhotoRefusal refusal, CancellationToken cancel)
    {
        PhotosFault = $"{refusal.Words} Your text is still here; choose the photos again.";
        if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
            Response.Headers.RetryAfter = "10";
        return AgainAsync(visit, refusal.Status, Request.IsHtmx() ? refusal.Words : "", cancel);
    }

    private async Task ReadAsync(ConversationVisit visit, PagePlace place, CancellationToken cancel)
    {
        Visit = visit;
        var preparing = PrepareAsync(visit, cancel);
        Messages = await tools.Messages.PageAsync(visit.Card.Id, visit.UserId, place, cancel);
        await preparing;
        Blocked = await tools.Blocks.OfAsync(visit.UserId, cancel);
        var read = Latest(Messages.Read, tools.Marks.Waiting(visit.Card.Id, visit.UserId));
        Unread = UnreadLine.Of(Messages, read, place, visit.UserId);
        if (place.IsLatest && read is not null && !HttpMethods.IsHead(Request.Method))
            tools.Marks.Note(visit.Card.Id, visit.UserId, Messages.Head);
        Key ??= Secret.NewCode();
        Response.Headers.CacheControl = "private, no-cache";
    }

    // Who has a mark at all has one in the database.
    private static ReadMark? Latest(ReadMark? written, ReadMark? waiting) =>
        written is { } a && waiting is { } b && b.Count > a.Count ? waiting : written;
}
