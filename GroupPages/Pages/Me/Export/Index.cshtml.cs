using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Export;

/// <summary><c>GET /me/export</c>: everything about me as a ZIP, written while it is read.</summary>
public sealed class IndexModel(CurrentUser me, ExportZip export, Limits limits) : PageModel
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (me.Session is not { } session)
            return Redirect("/");
        using var seat = limits.BeginExport(session.UserId);
        if (seat is null)
            return new TooManyResult(seconds: 30);
        Response.ContentType = "application/zip";
        Response.Headers.CacheControl = "private, no-store";
        Response.Headers.ContentDisposition = "attachment; filename=\"grouppages.zip\"";
        // Asked for its headers alone: nothing of it is read.
        if (HttpMethods.IsHead(Request.Method))
            return new EmptyResult();
        await using var body = new UnhurriedStream(Response.BodyWriter);
        await export.WriteAsync(session.UserId, body, cancel);
        await body.FlushAsync(cancel);
        return new EmptyResult();
    }
}
