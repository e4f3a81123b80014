using System.Text;
using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Admin.Import;

/// <summary><c>/g/{slug}/admin/import</c>: a list of people, as a file or pasted. It is read and looked at; nothing is written yet.</summary>
[TakesFile(ImportFile.MaxBytes + (1024 * 1024))]
public sealed class IndexModel(GroupAccess access, ImportStore store) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    public string Text { get; private set; } = "";

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        Visit = visit;
        Response.Headers.CacheControl = "private, no-cache";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string slug, string? text, IFormFile? file, CancellationToken cancel)
    {
        if (await access.AsLeaderAsync(slug, cancel) is not { } visit)
            return NotFound();
        (Visit, Text) = (visit, text ?? "");
        var (rows, fault) = ImportFile.Read(file is { Length: > 0 } ? await BytesAsync(file, cancel) : Encoding.UTF8.GetBytes(Text));
        if (fault is null)
            return new SeeOtherResult($"/g/{slug}/admin/import/{await store.AddAsync(visit, rows, cancel)}");
        Fault = fault;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private static async Task<byte[]> BytesAsync(IFormFile file, CancellationToken cancel)
    {
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }
}
