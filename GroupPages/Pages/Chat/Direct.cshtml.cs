using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;

namespace GroupPages.Pages.Chat;

/// <summary><c>/chat/{conversation}</c>: a direct conversation. A room's number leads to its own page.</summary>
[TakesPhotos]
public sealed class DirectModel(
    ConversationAccess access, Conversations conversations, GroupAccess groups, DirectQuery query, LeaveCommand leave, RenameConversationCommand rename,
    ConversationTools tools) : ConversationPage(tools)
{
    public DirectView Direct { get; private set; } = null!;

    /// <summary>The name as it was typed, when it cannot be taken.</summary>
    public string? Name { get; private set; }

    public string? NameFault { get; private set; }

    public override string Called => Direct.Called;

    public override string Placeholder => "Write a message";

    public override string WhenEmpty => Direct.IsPair ? "Only the two of you read what you write here." : "Only the people of this conversation read what you write here.";

    public override string? WhyNot => Direct.WhyNot;

    public async Task<IActionResult> OnGetAsync(long id, long? before, long? at, long? since, CancellationToken cancel) =>
        await access.AsReaderAsync(new(id), cancel) is not { } visit ? NotFound()
        : visit.Group is not null ? Redirect(visit.Path + Request.QueryString)
        : await ShowAsync(visit, PagePlace.Of(before, at, since), cancel);

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancel) =>
        await access.AsReaderAsync(new(id), cancel) is { } visit ? await TakeAsync(visit, cancel) : NotFound();

    public async Task<IActionResult> OnPostLeaveAsync(long id, CancellationToken cancel)
    {
        if (await access.AsReaderAsync(new(id), cancel) is not { Group: null } visit || !await leave.RunAsync(visit.Card.Id, visit.UserId, cancel))
            return NotFound();
        conversations.Drop(visit.Card.Id);
        return new SeeOtherResult("/chat");
    }

    public async Task<IActionResult> OnPostRenameAsync(long id, string? name, CancellationToken cancel)
    {
        if (await access.AsReaderAsync(new(id), cancel) is not { Group: null } visit)
            return NotFound();
        if (TextRules.Line(name, 0, 80, "The name", out var fault) is not { } line)
        {
            (Name, NameFault, Response.StatusCode) = (name, fault, StatusCodes.Status422UnprocessableEntity);
            return await ShowAsync(visit, default, cancel);
        }
        return await rename.RunAsync(visit.Card.Id, visit.UserId, line, cancel) ? new SeeOtherResult(visit.Path) : NotFound();
    }

    protected override async Task PrepareAsync(ConversationVisit visit, CancellationToken cancel)
    {
        Direct = await query.RunAsync(visit.Card.Id, visit.UserId, cancel);
        if (Direct.OnlyGroup is { } slug)
            await groups.AsMemberAsync(slug, cancel);
    }

    // A room's number takes messages, too. What is wrong with one the room's own page says: the form is sent there once more (RFC 9110 15.4.8).
    protected override async Task<IActionResult> DrawAgainAsync(ConversationVisit visit, CancellationToken cancel) =>
        visit.Group is not null ? RedirectPreserveMethod(visit.Path) : await base.DrawAgainAsync(visit, cancel);

    // A room has its own rule.
    protected override async ValueTask<PostRefusal?> RefusalOfPhotosAsync(ConversationVisit visit, DateTimeOffset now, CancellationToken cancel) =>
        visit.Group is not null ? await base.RefusalOfPhotosAsync(visit, now, cancel)
        : await query.MayShareAsync(visit.Card.Id, visit.UserId, now - RoomRules.FirstDay, cancel) ? null : new("unanswered", null, now);

    // Who still reads it is told why; who was taken out meanwhile finds nothing.
    protected override async Task<IActionResult> RefuseAsync(ConversationVisit visit, CancellationToken cancel)
    {
        conversations.Drop(visit.Card.Id);
        return visit.Group is null && await access.AsReaderAsync(visit.Card.Id, cancel) is not null
            ? await AgainAsync(visit, StatusCodes.Status422UnprocessableEntity, ChatErrors.NoLonger, cancel) : NotFound();
    }
}
