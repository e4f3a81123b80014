using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Chat;

/// <summary><c>/chat/new</c>: choose 1 to 14 people I share a group with, and write to them.</summary>
public sealed class NewModel(
    CurrentUser me, GroupAccess groups, Conversations conversations, PeopleToWriteQuery query, StartConversationCommand start,
    PostMessageCommand post, ConversationPeople people, Limits limits) : PageModel
{
    public const int MostOthers = 14;

    public PeopleToWrite Found { get; private set; } = null!;

    [BindProperty(SupportsGet = true)]
    public long[] People { get; set; } = [];

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? Key { get; set; }

    public string? PeopleFault { get; private set; }

    public string? NameFault { get; private set; }

    public string? TextFault { get; private set; }

    /// <param name="with">The person whose page led here.</param>
    public async Task<IActionResult> OnGetAsync(long? with, CancellationToken cancel)
    {
        if (with is { } person)
            People = [.. People, person];
        return me.Id is { } user ? await ShowAsync(user, cancel) : NotFound();
    }

    /// <summary>Looks for people and keeps what was typed: posted, since a message does not belong into an address.</summary>
    public async Task<IActionResult> OnPostFindAsync(CancellationToken cancel) => me.Id is { } user ? await ShowAsync(user, cancel) : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        var name = TextRules.Line(Name, 0, 80, "The name", out var nameFault);
        var text = TextRules.Body(Text, 0, ConversationPage.LongestMessage, "The message", out var textFault);
        (PeopleFault, NameFault, TextFault) = (Others.Count == 0 ? ChatErrors.Nobody : Others.Count > MostOthers ? ChatErrors.TooMany : null, nameFault, textFault);
        if (name is null || text is null || PeopleFault is not null)
            return await AgainAsync(user, cancel);
        if (!limits.AllowsPost(user))
            return new TooManyResult();
        var key = RepeatKey.Of(Key);
        if (await start.RunAsync(user, Others, name, key, cancel) is not { } id)
        {
            PeopleFault = ChatErrors.NotThem;
            return await AgainAsync(user, cancel);
        }
        // Who had left it is back: the news of that may come after the page this leads to.
        conversations.Drop(id);
        // Blocked, or out of the group, since the conversation was found: the words stay in their field.
        if (text.Length > 0 && await post.RunAsync(id, user, text, await people.NamedInAsync(text, [user, .. Others], cancel), [], key, cancel) is { Seq: null })
        {
            TextFault = ChatErrors.NoLonger;
            return await AgainAsync(user, cancel);
        }
        return new SeeOtherResult($"/chat/{id}");
    }

    private IReadOnlyList<UserId> Others => [.. People.Distinct().Select(id => new UserId(id))];

    private async Task<IActionResult> AgainAsync(UserId user, CancellationToken cancel)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ShowAsync(user, cancel);
    }

    private async Task<IActionResult> ShowAsync(UserId user, CancellationToken cancel)
    {
        Found = await query.RunAsync(user, Others, Q ?? "", cancel);
        if (Found.OnlyGroup is { } slug)
            await groups.AsMemberAsync(slug, cancel);
        Key ??= Secret.NewCode();
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
