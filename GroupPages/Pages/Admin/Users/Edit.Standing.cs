using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;

namespace GroupPages.Pages.Admin.Users;

public sealed partial class EditModel
{
    public async Task<IActionResult> OnPostDeleteAsync(long id, CancellationToken cancel) =>
        await ThenAsync(id, await users.DeleteAsync(new(id), me.Id!.Value, cancel), "deleted", cancel);

    public async Task<IActionResult> OnPostRestoreAsync(long id, CancellationToken cancel) =>
        await ThenAsync(id, await users.RestoreAsync(new(id), me.Id!.Value, cancel), "restored", cancel);

    public async Task<IActionResult> OnPostEraseAsync(long id, CancellationToken cancel)
    {
        var outcome = await users.EraseAsync(new(id), me.Id!.Value, cancel);
        return outcome == DeskOutcome.Done ? new SeeOtherResult("/admin/users?done=erased") : await ThenAsync(id, outcome, "", cancel);
    }

    public async Task<IActionResult> OnPostAppointAsync(long id, CancellationToken cancel) =>
        await ThenAsync(id, await users.AppointAsync(new(id), isSiteAdmin: true, me.Id!.Value, cancel), "appointed", cancel);

    public async Task<IActionResult> OnPostDismissAsync(long id, CancellationToken cancel) =>
        await ThenAsync(id, await users.AppointAsync(new(id), isSiteAdmin: false, me.Id!.Value, cancel), "dismissed", cancel);

    public async Task<IActionResult> OnPostEndAsync(long id, long session, CancellationToken cancel) =>
        await ThenAsync(id, await users.EndAsync(new(id), new SessionId(session), me.Id!.Value, cancel), "ended", cancel);

    public async Task<IActionResult> OnPostEndAllAsync(long id, CancellationToken cancel) =>
        await ThenAsync(id, await users.EndAsync(new(id), session: null, me.Id!.Value, cancel), "ended", cancel);

    public async Task<IActionResult> OnPostCodeAsync(long id, CancellationToken cancel)
    {
        if (await users.MakeCodeAsync(new(id), me.Id!.Value, cancel) is not { } code)
            return NotFound();
        LoginLink = address.Of(Request, $"/l/{code}");
        // It stands on no other page, and must not come back from the browser's memory.
        Response.Headers.CacheControl = "no-store";
        return await ShowAsync(id, StatusCodes.Status200OK, cancel);
    }

    private async Task<IActionResult> ThenAsync(long id, DeskOutcome outcome, string done, CancellationToken cancel)
    {
        if (outcome == DeskOutcome.NotThere)
            return NotFound();
        if (outcome == DeskOutcome.Done)
            // Whoever deleted or dismissed themselves finds nothing here any more.
            return new SeeOtherResult(me.Id!.Value.Value == id && done is "deleted" or "dismissed" ? "/me" : $"/admin/users/{id}/edit?done={done}");
        Refusal = DeskErrors.Of(outcome);
        return await ShowAsync(id, StatusCodes.Status409Conflict, cancel);
    }
}
