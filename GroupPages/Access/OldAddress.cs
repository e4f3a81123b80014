
namespace GroupPages.Access;

/// <summary>
/// Leads from the address a group had before to the one it has now: after the pages, when none was found. Only for those
/// who may see at least the group's card; to others the old address is as much nothing as the new one. 308, so a form of a
/// page that was open meanwhile arrives, too.
/// </summary>
public sealed class OldAddress(RequestDelegate next)
{
    private const string Start = "/g/";

    public async Task InvokeAsync(HttpContext http, GroupSnapshots groups, CurrentUser me)
    {
        await next(http);
        if (http.Response.StatusCode != StatusCodes.Status404NotFound || http.Response.HasStarted
            || http.Request.Path.Value is not { } path || !path.StartsWith(Start, StringComparison.Ordinal))
            return;
        var end = path.IndexOf('/', Start.Length);
        var slug = end < 0 ? path[Start.Length..] : path[Start.Length..end];
        if (await groups.FindMovedAsync(slug, http.RequestAborted) is not { } group)
            return;
        var visit = GroupAccess.Visit(group, me.Session);
        if (group.Card.IsHidden && visit.Role is null && !visit.IsSiteAdmin)
            return;
        var now = new PathString(Start + group.Card.Slug + (end < 0 ? "" : path[end..]));
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = now.ToUriComponent() + http.Request.QueryString.ToUriComponent();
        // What is permanent is the group, not the address: it may change again.
        http.Response.Headers.CacheControl = "no-store";
    }
}
