using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;

namespace GroupPages.Pages.Groups.Admin.Settings;

/// <summary><c>/g/{slug}/admin</c>: what the group is called, where it is, and who comes in.</summary>
public sealed class IndexModel(GroupAccess access, GroupSnapshots groups, SaveSettingsCommand command, CodeTables codes) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    [BindProperty]
    public SettingsForm Form { get; set; } = new();

    public IReadOnlyDictionary<short, string> Types => codes.GroupTypes;

    /// <summary>What another leader saved while this one typed; null when nobody did.</summary>
    public GroupSettings? Theirs { get; private set; }

    public bool IsSaved { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, string? saved, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } by } visit || await command.FindAsync(visit.Card.Id, by, cancel) is not { } now)
            return NotFound();
        Form = SettingsForm.Of(now.Now, now.Version);
        IsSaved = saved == "1";
        return Shown(visit, StatusCodes.Status200OK);
    }

    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } by } visit)
            return NotFound();
        if (Form.Read(Types.Keys) is not { } settings)
            return Shown(visit, StatusCodes.Status422UnprocessableEntity);
        try
        {
            if (await command.RunAsync(visit.Card.Id, by, settings, Form.Version ?? "", cancel) is not { } outcome)
                return NotFound();
            if (outcome.IsSaved)
            {
                groups.Drop(visit.Card.Id);
                return new SeeOtherResult($"/g/{settings.Slug}/admin?saved=1");
            }
            // Saving once more overwrites what is shown now, knowingly.
            (Theirs, Form.Version) = (outcome.Now, outcome.Version);
            ModelState.Clear();
            return Shown(visit, StatusCodes.Status409Conflict);
        }
        catch (PostgresException error) when (SaveSettingsCommand.IsTaken(error))
        {
            Form.Faults["slug"] = "Another group has this address, or had it and is still found by it.";
            return Shown(visit, StatusCodes.Status422UnprocessableEntity);
        }
    }

    private PageResult Shown(GroupVisit visit, int status)
    {
        Visit = visit;
        Response.StatusCode = status;
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
