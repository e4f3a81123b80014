using System.Globalization;
using GroupPages.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Export;

/// <summary><c>/g/{slug}/admin/export.csv</c>: everybody of the group as a file, for its leaders.</summary>
public sealed class IndexModel(GroupAccess access, ExportQuery query, TimeProvider clock) : PageModel
{
    private static readonly string[] Columns = ["First name", "Last name", "Role", "Email", "Phone", "About", "Joined"];

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        // Asked for its headers alone: nothing is downloaded, so nothing is read and nothing noted.
        var members = HttpMethods.IsHead(Request.Method) ? [] : await query.RunAsync(visit.Card.Id, visit.UserId, cancel);
        return new CsvResult($"{slug}-members-{clock.GetUtcNow().UtcDateTime:yyyy-MM-dd}.csv", Columns, members.Select(Row));
    }

    private static string[] Row(ExportedMember member) =>
    [
        member.FirstName, member.LastName, member.Role, member.Email, member.Phone, member.About,
        member.JoinedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    ];
}
