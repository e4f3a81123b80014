using GroupPages.Access;
using GroupPages.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Chat;

/// <summary><c>GET /chat/{id}/people?q=</c>: whom a message could name, as options for the list beside the field.</summary>
public sealed class PeopleModel(ConversationAccess access, ConversationPeople people) : PageModel
{
    private const int Most = 8;

    /// <summary>Each with what to write after the "@".</summary>
    public IReadOnlyList<(MemberCard Person, string Name)> Found { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(long id, string? q, CancellationToken cancel)
    {
        if (await access.AsReaderAsync(new(id), cancel) is not { } visit)
            return NotFound();
        var all = await people.OfAsync(visit, cancel);
        var asked = TextRules.Fold(q?.Trim() ?? "");
        var nameOf = NamedPerson.Shortest(all);
        Found = [.. all.Where(person => person.Id != visit.UserId && (Starts(person.Folded, asked) || Starts(person.FoldedLast, asked)))
            .OrderBy(person => Starts(person.Folded, asked) ? 0 : 1).ThenBy(person => person.Folded, StringComparer.Ordinal)
            .Take(Most).Select(person => (person, nameOf(person)))];
        Response.Headers.CacheControl = "private, no-store";
        return Page();
    }

    private static bool Starts(string name, string asked) => name.StartsWith(asked, StringComparison.Ordinal);
}
