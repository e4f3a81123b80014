using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Groups.People;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Person;

/// <summary><c>/g/{slug}/people/{id}</c>: one person, and what the reader noted about them.</summary>
public sealed class IndexModel(GroupAccess access, PeopleQuery people, PersonQuery query, WriteNoteCommand write, Blocks blocks) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public MemberCardView Card { get; private set; } = null!;

    public PersonDetails Person { get; private set; } = null!;

    /// <summary>When the reader met them; null when they have not.</summary>
    public DateTimeOffset? MetAt { get; private set; }

    /// <summary>What stands in the note's field.</summary>
    public string Note { get; private set; } = "";

    public string? NoteFault { get; private set; }

    /// <summary>The note was just saved.</summary>
    public bool IsSaved { get; private set; }

    /// <summary>Whether I have blocked them.</summary>
    public bool IsBlocked { get; private set; }

    /// <param name="noted"><c>1</c> right after the note was saved.</param>
    public async Task<IActionResult> OnGetAsync(string slug, long id, string? noted, CancellationToken cancel)
    {
        if (!await LoadAsync(slug, id, cancel))
            return NotFound();
        (Note, IsSaved) = (Person.Note, noted == "1");
        return Page();
    }

    /// <param name="before">The note as the page had it; without it, what was typed is written in any case.</param>
    public async Task<IActionResult> OnPostAsync(string slug, long id, string? note, string? before, CancellationToken cancel)
    {
        if (!await LoadAsync(slug, id, cancel) || Card.IsMe)
            return NotFound();
        Note = note ?? "";
        if (TextRules.Body(note, 0, 280, "The note", out var fault) is not { } text)
            return Refuse(StatusCodes.Status422UnprocessableEntity, fault!);
        var seen = Request.Form.ContainsKey("before") ? before?.ReplaceLineEndings("\n") ?? "" : null;
        if (await write.RunAsync(Visit.Card.Id, Visit.UserId!.Value, Card.Member.Id, seen, text, cancel))
            return new SeeOtherResult($"/g/{slug}/people/{id}?noted=1#note-h");
        return await LoadAsync(slug, id, cancel)
            ? Refuse(StatusCodes.Status409Conflict, $"Meanwhile you wrote in another tab: “{Person.Note}”. Save again to keep this instead.")
            : NotFound();
    }

    private async Task<bool> LoadAsync(string slug, long id, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "private, no-cache";
        UserId person = new(id);
        if (await access.AsMemberAsync(slug, cancel) is not { UserId: { } reader } visit
            || await people.CardAsync(visit, person, cancel) is not { } card || await query.RunAsync(visit, reader, person, cancel) is not { } details)
            return false;
        (Visit, Card, Person) = (visit, card, details);
        MetAt = await people.MetAtAsync(reader, person, cancel);
        IsBlocked = (await blocks.OfAsync(reader, cancel)).People.Contains(person);
        return true;
    }

    private Microsoft.AspNetCore.Mvc.RazorPages.PageResult Refuse(int status, string fault)
    {
        (Response.StatusCode, NoteFault) = (status, fault);
        return Page();
    }
}
