using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary><c>/g/{slug}/admin/import/{id}</c>: what will become of each row, and, once confirmed, what became of it.</summary>
public sealed class PreviewModel(GroupAccess access, GroupSnapshots groups, ImportStore store, ImportCommand command) : PageModel
{
    public const int PageSize = 100;

    public GroupVisit Visit { get; private set; } = null!;

    public PendingImport Import { get; private set; } = null!;

    public ImportPlan Plan { get; private set; } = null!;

    public string? Fault { get; private set; }

    public Task<IActionResult> OnGetAsync(string slug, long id, CancellationToken cancel) => WithAsync(slug, id, () => Task.FromResult<IActionResult>(Show(200)), cancel);

    public Task<IActionResult> OnPostColumnsAsync(string slug, long id, bool header, CancellationToken cancel) =>
        WithAsync(slug, id, async () =>
            await store.SetColumnsAsync(Visit, id, ImportColumns.Once([.. Request.Form["columns"].Select(kind => kind ?? "")]), header, cancel)
            ? new SeeOtherResult(Here(slug, id)) : NotFound(), cancel);

    public Task<IActionResult> OnPostCancelAsync(string slug, long id, CancellationToken cancel) =>
        WithAsync(slug, id, async () => await store.DropAsync(Visit, id, cancel) ? new SeeOtherResult($"/g/{slug}/admin/import") : NotFound(), cancel);

    public Task<IActionResult> OnPostConfirmAsync(string slug, long id, string? mark, CancellationToken cancel) => WithAsync(slug, id, async () =>
    {
        // Sent twice, it is done once.
        if (Import.Done is not null)
            return new SeeOtherResult(Here(slug, id));
        Fault = Plan.Count("create") + Plan.Count("update") == 0 ? "There is nothing to import in it."
            : mark == Plan.Mark && await command.RunAsync(Visit, id, Plan, cancel) ? null
            : "The members have changed since you looked. Nothing was written: look again, and confirm what stands here now.";
        if (Fault is not null)
            return Show(StatusCodes.Status409Conflict);
        groups.Drop(Visit.Card.Id);
        return new SeeOtherResult(Here(slug, id));
    }, cancel);

    private static string Here(string slug, long id) => $"/g/{slug}/admin/import/{id}";

    private async Task<IActionResult> WithAsync(string slug, long id, Func<Task<IActionResult>> then, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit || await store.FindAsync(visit, id, cancel) is not { } import)
            return NotFound();
        (Visit, Import) = (visit, import);
        Plan = import.Done ?? ImportPlan.Make(import.Rows, import.Columns, import.HasHeader, await store.MembersAsync(visit, cancel));
        return await then();
    }

    private PageResult Show(int status)
    {
        Response.Headers.CacheControl = "private, no-cache";
        Response.StatusCode = status;
        return Page();
    }
}
