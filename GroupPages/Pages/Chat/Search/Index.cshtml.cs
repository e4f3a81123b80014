using GroupPages.Access;
using GroupPages.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Chat.Search;

/// <summary><c>/chat/search</c>: finds messages in my conversations, or in one of them.</summary>
public sealed class IndexModel(CurrentUser me, ConversationAccess access, SearchQuery query) : PageModel
{
    /// <summary>Longer than anybody remembers of a message, short enough for a cheap search.</summary>
    public const int LongestSearch = 100;

    public string? Typed { get; private set; }

    /// <summary>The one conversation that is searched; null for all.</summary>
    public ConversationVisit? Only { get; private set; }

    public string? Fault { get; private set; }

    /// <summary>Too many search at this moment.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Null while nothing has been asked.</summary>
    public IReadOnlyList<FoundMessage>? Found { get; private set; }

    public SearchCursor? After { get; private set; }

    public SearchCursor? Next { get; private set; }

    /// <param name="q">The words.</param>
    /// <param name="c">Only this conversation.</param>
    /// <param name="after">The next page: where the one before ended.</param>
    public async Task<IActionResult> OnGetAsync(string? q, string? c, string? after, CancellationToken cancel)
    {
        if (me.Id is not { } reader || (!string.IsNullOrEmpty(c) && await EnterAsync(c, cancel) is null))
            return NotFound();
        (Typed, After) = (q, SearchCursor.Parse(after));
        if (TextRules.Line(q, 0, LongestSearch, "What you search for", out var fault) is not { } words)
            (Fault, Response.StatusCode) = (fault, StatusCodes.Status422UnprocessableEntity);
        else if (words.Length > 0)
            await FindAsync(reader, words, cancel);
        Response.Headers.Vary = "HX-Request";
        Response.Headers.CacheControl = "private, no-cache";
        return Request.IsHtmx() ? Partial("_Found", this) : Page();
    }

    /// <summary>The address of the next page of results.</summary>
    public string NextPath => PathOf(Next);

    /// <summary>The address of this one.</summary>
    public string SamePath => PathOf(After);

    private string PathOf(SearchCursor? after) =>
        $"/chat/search?q={Uri.EscapeDataString(Typed ?? "")}{(Only is null ? "" : $"&c={Only.Card.Id}")}{(after is null ? "" : $"&after={after}")}";

    private async Task FindAsync(UserId reader, string words, CancellationToken cancel)
    {
        if (await query.RunAsync(reader, words, Only?.Card.Id, After, cancel) is { } page)
        {
            (Found, Next) = (page.Found, page.Next);
            return;
        }
        (IsBusy, Response.StatusCode) = (true, StatusCodes.Status503ServiceUnavailable);
        Response.Headers.RetryAfter = "5";
    }

    private async Task<ConversationVisit?> EnterAsync(string conversation, CancellationToken cancel) =>
        Only = long.TryParse(conversation, out var id) ? await access.AsReaderAsync(new(id), cancel) : null;
}
