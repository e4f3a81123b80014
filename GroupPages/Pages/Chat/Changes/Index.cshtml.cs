using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Chat.Changes;

/// <summary>What was wrong with one field, and what was typed there.</summary>
public sealed record FieldFault(string Field, string Words, string? Typed = null);

/// <summary><c>/chat/{conversationId}/{seq}</c> and the changes below it: one message, and what its reader may do with it.</summary>
public sealed class IndexModel(
    MessageDoor door, EditMessageCommand edit, ConversationPeople people, DeleteMessageCommand delete, HideMessageCommand hide, ReactCommand react, Limits limits) : PageModel
{
    public MessageAtHand At { get; private set; } = null!;

    public FieldFault? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(long conversationId, long seq, CancellationToken cancel)
    {
        if (await door.FindAsync(conversationId, seq, cancel) is not { } at)
            return NotFound();
        return Show(at, StatusCodes.Status200OK);
    }

    public Task<IActionResult> OnPostEditAsync(long conversationId, long seq, string? text, CancellationToken cancel) =>
        TextRules.Body(text, 0, ConversationPage.LongestMessage, "The message", out var fault) is { } words
            ? ChangeAsync(conversationId, seq, new("text", "", text), async visit => await edit.RunAsync(
                new(conversationId), seq, visit.UserId, words, await people.NamedInAsync(words, visit, cancel), cancel), cancel)
            : RefuseAsync(conversationId, seq, new("text", fault!, text), at => at.MayEdit, cancel);

    public Task<IActionResult> OnPostDeleteAsync(long conversationId, long seq, CancellationToken cancel) =>
        ChangeAsync(conversationId, seq, new("delete", ""), visit => delete.RunAsync(new(conversationId), seq, visit.UserId, cancel), cancel);

    /// <param name="reason">Why. The form asks for one; a program that sends no such field at all gives none.</param>
    public Task<IActionResult> OnPostHideAsync(long conversationId, long seq, string? reason, CancellationToken cancel) =>
        TextRules.Line(reason, Request.Form.ContainsKey("reason") ? 1 : 0, 280, "The reason", out var fault) is { } words
            ? ChangeAsync(conversationId, seq, new("reason", "", reason), visit => hide.RunAsync(new(conversationId), seq, visit.UserId, true, words, cancel), cancel)
            : RefuseAsync(conversationId, seq, new("reason", fault!, reason), at => at.MayHide, cancel);

    public Task<IActionResult> OnPostUnhideAsync(long conversationId, long seq, CancellationToken cancel) =>
        ChangeAsync(conversationId, seq, new("unhide", ""), visit => hide.RunAsync(new(conversationId), seq, visit.UserId, false, "", cancel), cancel);

    /// <param name="on"><c>1</c> puts the emoji there, <c>0</c> takes it away, however often; without it, whichever it is not.</param>
    public Task<IActionResult> OnPostReactAsync(long conversationId, long seq, string? emoji, string? on, CancellationToken cancel)
    {
        bool? isOn = on is "1" ? true : on is "0" ? false : null;
        return Emoji.Of(emoji) is { } one
            ? ChangeAsync(conversationId, seq, new("emoji", "", emoji), visit => react.RunAsync(new(conversationId), seq, visit.UserId, one, isOn, cancel), cancel)
            : RefuseAsync(conversationId, seq, new("emoji", ChangeErrors.NotAnEmoji, emoji), at => at.MayReact, cancel);
    }

    private async Task<IActionResult> ChangeAsync(
        long conversation, long seq, FieldFault field, Func<ConversationVisit, Task<Change>> run, CancellationToken cancel)
    {
        if (await door.EnterAsync(conversation, cancel) is not { } visit)
            return NotFound();
        if (!limits.AllowsChange(visit.UserId))
            return await RefuseAsync(conversation, seq, field with { Words = ChangeErrors.TooFast }, _ => true, cancel, StatusCodes.Status429TooManyRequests);
        return await run(visit) switch
        {
            Change.Done when Request.IsHtmx() => new NoContentResult(),
            Change.Done => new SeeOtherResult($"{visit.Path}?at={seq}#m-{conversation}-{seq}"),
            Change.NotThere => NotFound(),
            Change.Empty => await RefuseAsync(conversation, seq, field with { Words = ChangeErrors.WordsOf(Change.Empty) }, _ => true, cancel),
            var other => await RefuseAsync(conversation, seq, field with { Words = ChangeErrors.WordsOf(other) }, _ => true, cancel, StatusCodes.Status409Conflict),
        };
    }

    /// <summary>The page again with words beside the field; for htmx the words alone. To whom the form is not offered there is none.</summary>
    private async Task<IActionResult> RefuseAsync(
        long conversation, long seq, FieldFault fault, Func<MessageAtHand, bool> may, CancellationToken cancel, int status = StatusCodes.Status422UnprocessableEntity)
    {
        if (await door.FindAsync(conversation, seq, cancel) is not { } at || !may(at))
            return NotFound();
        Fault = fault;
        if (status == StatusCodes.Status429TooManyRequests)
            Response.Headers.RetryAfter = "1";
        return Show(at, status);
    }

    private IActionResult Show(MessageAtHand at, int status)
    {
        At = at;
        Response.StatusCode = status;
        Response.Headers.CacheControl = "private, no-cache";
        return Fault is not null && Request.IsHtmx() ? Content(Fault.Words) : Page();
    }
}
