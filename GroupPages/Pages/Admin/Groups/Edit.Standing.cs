using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;

namespace GroupPages.Pages.Admin.Groups;

public sealed partial class EditModel
{
    public Task<IActionResult> OnPostDeleteAsync(string slug, CancellationToken cancel) => DoAsync(slug, groups.DeleteAsync, "deleted", cancel);

    public Task<IActionResult> OnPostRestoreAsync(string slug, CancellationToken cancel) => DoAsync(slug, groups.RestoreAsync, "restored", cancel);

    public Task<IActionResult> OnPostEraseAsync(string slug, CancellationToken cancel) => DoAsync(slug, groups.EraseAsync, "erased", cancel);

    private async Task<IActionResult> DoAsync(
        string slug, Func<GroupId, UserId, CancellationToken, Task<DeskOutcome>> change, string done, CancellationToken cancel)
    {
        if (await groups.FindAsync(slug, id: null, cancel) is not { } details)
            return NotFound();
        var outcome = await change(details.Id, me.Id!.Value, cancel);
        if (outcome == DeskOutcome.NotThere)
            return NotFound();
        if (outcome == DeskOutcome.Done)
            return new SeeOtherResult(done == "erased" ? "/admin/groups?done=erased" : $"/admin/groups/{slug}/edit?done={done}");
        Refusal = DeskErrors.Of(outcome);
        return await ShowAsync(slug, StatusCodes.Status409Conflict, cancel);
    }
}
