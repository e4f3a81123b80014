using System.Globalization;
using GroupPages.Access;
using GroupPages.Pages.Groups.Admin.Export;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary><c>/g/{slug}/admin/import/{id}/report.csv</c>: what becomes, or became, of each row, as a file.</summary>
public sealed class ReportModel(GroupAccess access, ImportStore store) : PageModel
{
    private static readonly string[] Columns = ["Row", "First name", "Last name", "Email", "Phone", "Outcome", "Reason"];

    public async Task<IActionResult> OnGetAsync(string slug, long id, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit || await store.FindAsync(visit, id, cancel) is not { } import)
            return NotFound();
        var plan = import.Done ?? ImportPlan.Make(import.Rows, import.Columns, import.HasHeader, await store.MembersAsync(visit, cancel));
        return new CsvResult($"{slug}-import-{id}.csv", Columns, plan.Rows.Select(row => new[]
        {
            row.Number.ToString(CultureInfo.InvariantCulture), row.First, row.Last, row.Email, row.Phone, row.Outcome, row.Reason,
        }));
    }
}
