using System.Globalization;
using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary><c>/g/{slug}/admin/codes/{id}/undo</c>: "everyone who joined by this code since 19:40": whom it would take out, then it does.</summary>
public sealed class UndoModel(GroupAccess access, GroupSnapshots groups, CodesQuery query, UndosQuery undos, UndoJoinsCommand command) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public GroupCode Code { get; private set; } = null!;

    /// <summary>Everybody who came by the code, the latest first.</summary>
    public IReadOnlyList<Arrival> Arrivals { get; private set; } = [];

    public IReadOnlyList<Undo> Undos { get; private set; } = [];

    /// <summary>From when on; null until it is said.</summary>
    public DateTimeOffset? Since { get; private set; }

    public string? Fault { get; private set; }

    /// <summary>An undo has just been taken back.</summary>
    public bool IsBack { get; private set; }

    /// <summary>Who would be out; leaders only when that is said.</summary>
    public IReadOnlyList<Arrival> Affected => [.. Arrivals.Where(a => a.JoinedAt >= Since && a.User != Visit.UserId)];

    /// <param name="since">A moment: with a zone as the list's links give it, else UTC.</param>
    /// <param name="sinceUtc">The same from the page's script, which knows the reader's zone.</param>
    public async Task<IActionResult> OnGetAsync(string slug, long id, string? since, string? sinceUtc, string? done, CancellationToken cancel)
    {
        if (!await FindAsync(slug, id, cancel))
            return NotFound();
        IsBack = done == "back";
        Since = CodeForm.Moment(sinceUtc, since);
        if (Since is null && !string.IsNullOrEmpty(since))
            Fault = "Please give a date and a time.";
        return Shown();
    }

    public async Task<IActionResult> OnPostAsync(string slug, long id, string? since, bool leaders, bool revoke, CancellationToken cancel)
    {
        if (!await FindAsync(slug, id, cancel) || Visit.UserId is not { } by)
            return NotFound();
        if (CodeForm.Moment(null, since) is not { } from)
        {
            Fault = "Please say from when on.";
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Shown();
        }
        var gone = await command.UndoAsync(Visit.Card.Id, by, Code, new(from, leaders, revoke), cancel);
        await groups.ShowsAsync(Visit.Card.Id, group => gone.All(user => group.RoleOf(user) is null), cancel);
        return new SeeOtherResult($"/g/{slug}/admin/codes/{id}/undo");
    }

    public async Task<IActionResult> OnPostBackAsync(string slug, long id, long undo, CancellationToken cancel)
    {
        if (!await FindAsync(slug, id, cancel) || Visit.UserId is not { } by)
            return NotFound();
        var back = await command.PutBackAsync(Visit.Card.Id, by, undo, cancel);
        await groups.ShowsAsync(Visit.Card.Id, group => back.All(user => group.RoleOf(user) is not null), cancel);
        return new SeeOtherResult($"/g/{slug}/admin/codes/{id}/undo{(back.Count > 0 ? "?done=back" : "")}");
    }

    /// <summary>A moment as an address carries it, to the microsecond the database keeps.</summary>
    public static string Exactly(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private async Task<bool> FindAsync(string slug, long id, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit || await query.FindAsync(visit.Card.Id, new(id), cancel) is not { } code)
            return false;
        (Visit, Code) = (visit, code);
        Arrivals = await query.ArrivalsAsync(visit.Card.Id, code.Id, cancel);
        Undos = await undos.RunAsync(visit.Card.Id, code.Id, cancel);
        return true;
    }

    private PageResult Shown()
    {
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
