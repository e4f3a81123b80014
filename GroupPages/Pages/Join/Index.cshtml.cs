using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Join;

/// <summary><c>/j/{code}</c>: where a QR leads. GET changes nothing, so preview bots may look; POST joins.</summary>
public sealed class IndexModel(
    JoinCodes codes, JoinDoor door, JoinCommand command, GroupSnapshots groups, CurrentUser me, Limits limits, Refusals refusals) : PageModel
{
    public GroupSnapshot Group { get; private set; } = null!;

    public JoinCodeSnapshot JoinCode { get; private set; } = null!;

    public MemberCard? Inviter => JoinCode.IsPersonal && Group.Everybody.TryGetValue(JoinCode.OwnerId, out var owner) ? owner : null;

    /// <summary>The signed-in visitor's first name; null for a newcomer, who is asked for it.</summary>
    public string? Me => me.Session?.FirstName;

    [BindProperty]
    public string? FirstName { get; set; }

    [BindProperty]
    public string? Key { get; set; }

    public string? FirstNameFault { get; private set; }

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancel)
    {
        if (await FindAsync(code, cancel) is { } refusal)
            return refusals.Show(this, refusal);
        if (Group.RoleOf(me.Id) is not null)
            return Redirect($"/g/{Group.Card.Slug}");
        if (await ClosedAsync(cancel) is { } closed)
            return refusals.Show(this, closed);
        Key = Secret.NewCode();
        return Shown();
    }

    public async Task<IActionResult> OnPostAsync(string code, CancellationToken cancel)
    {
        if (await FindAsync(code, cancel) is { } missing)
            return refusals.Show(this, missing);
        if (!limits.AllowsJoin(JoinCode.Id))
            return refusals.Show(this, new JoinRefusal.TooMany());
        var refusal = me.Id is { } user
            ? await command.AsUserAsync(JoinCode, user, Group.RoleOf(user) is not null, cancel)
            : await JoinAsNewcomerAsync(cancel);
        return refusal switch
        {
            null => await InsideAsync(cancel),
            // A code that lets nobody in asks nobody for a better name.
            JoinRefusal.BadName bad => await ClosedAsync(cancel) is { } closed ? refusals.Show(this, closed) : Again(bad),
            _ => refusals.Show(this, refusal),
        };
    }

    private async Task<JoinRefusal?> FindAsync(string code, CancellationToken cancel)
    {
        if (!codes.Knows(code) && !limits.AllowsGuess(HttpContext))
            return new JoinRefusal.TooMany();
        if (await codes.FindAsync(code, cancel) is { } found && await groups.FindAsync(found.GroupId, cancel) is { } group)
        {
            (JoinCode, Group) = (found, group);
            return null;
        }
        limits.CountMiss(HttpContext);
        return new JoinRefusal.Unknown();
    }

    private async Task<JoinRefusal?> ClosedAsync(CancellationToken cancel) => await door.RefusalAsync(JoinCode, cancel)
        ?? (JoinCode.IsPersonal && !Group.Card.HasPersonalCodes && Group.RoleOf(JoinCode.OwnerId) != MemberRole.Leader
            ? JoinRefusal.Revoked(JoinCode.OwnerName) : null);

    private async Task<JoinRefusal?> JoinAsNewcomerAsync(CancellationToken cancel)
    {
        if (TextRules.Line(FirstName, 1, 40, "Your first name", out var fault) is not { } name)
            return new JoinRefusal.BadName(fault!);
        // Without one each post counts; what is tried again here, because an answer was lost, is still the same join.
        var key = RepeatKey.Of(Key) ?? Secret.NewCode();
        var token = Secret.NewToken();
        var (joined, refusal) = await command.AsNewcomerAsync(new(JoinCode, name, key, token, Device.Of(Request)), cancel);
        if (joined is null)
            return refusal;
        SessionCookie.Give(HttpContext, token);
        await groups.ShowsAsync(JoinCode.GroupId, group => group.Everybody.ContainsKey(joined.User), cancel);
        return null;
    }

    private async Task<IActionResult> InsideAsync(CancellationToken cancel)
    {
        if (me.Id is { } user)
            await groups.ShowsAsync(JoinCode.GroupId, group => group.Everybody.ContainsKey(user), cancel);
        return new SeeOtherResult($"/g/{Group.Card.Slug}");
    }

    private PageResult Again(JoinRefusal.BadName bad)
    {
        FirstNameFault = bad.Words;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Shown();
    }

    private PageResult Shown()
    {
        // The page holds a key made for one person: a cache must not give it to a second.
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
