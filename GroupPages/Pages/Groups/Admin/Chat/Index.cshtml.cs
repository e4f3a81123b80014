using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Chat;

/// <summary><c>/g/{slug}/admin/chat</c>: who writes in the group's room, how fast, and what newcomers may send.</summary>
public sealed class IndexModel(GroupAccess access, GroupSnapshots groups, RoomRulesCommand command) : PageModel
{
    /// <summary>The pauses offered, in seconds, with their names.</summary>
    public static readonly IReadOnlyList<(int Seconds, string Name)> Pauses =
        [(0, "No pause"), (10, "10 seconds"), (30, "30 seconds"), (60, "1 minute"), (300, "5 minutes"), (900, "15 minutes"), (3600, "1 hour")];

    public GroupVisit Visit { get; private set; } = null!;

    public RoomRules Rules { get; private set; } = RoomRules.None;

    public bool IsSaved { get; private set; }

    public string? PauseFault { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, string? saved, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        IsSaved = saved == "1";
        return Show(visit, visit.Card.Rules);
    }

    /// <param name="writers"><c>leaders</c> or <c>members</c>; as it is, without.</param>
    /// <param name="pause">Seconds of slow mode: a form without them is none.</param>
    /// <param name="newcomers"><c>1</c>: links and photos on the first day.</param>
    public async Task<IActionResult> OnPostAsync(string slug, string? writers, string? pause, string? newcomers, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { UserId: { } by } visit)
            return NotFound();
        var isKnown = int.TryParse(pause, out var seconds) && seconds is >= 0 and <= 3600;
        RoomRules rules = new(writers switch { "leaders" => true, "members" => false, _ => visit.Card.Rules.OnlyLeadersWrite }, isKnown ? seconds : visit.Card.Rules.Pause, newcomers == "1");
        if (!isKnown)
        {
            PauseFault = "Slow mode is between 0 and 3600 seconds.";
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Show(visit, rules);
        }
        if (!await command.RunAsync(visit.Card.Id, rules, by, cancel))
            return NotFound();
        await groups.ShowsAsync(visit.Card.Id, group => group.Card.Rules == rules, cancel);
        return new SeeOtherResult($"/g/{slug}/admin/chat?saved=1");
    }

    private PageResult Show(GroupVisit visit, RoomRules rules)
    {
        (Visit, Rules) = (visit, rules);
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }
}
