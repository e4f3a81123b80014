
namespace GroupPages.Access;

/// <summary>
/// Leads from the address a group had before, or its present one in capitals as some keyboards write it, to the one it has
/// now: after the pages, when none was found. Only for those who may see at least the group's card; to others the old address
/// is as much nothing as the new one. 308, so a form of a page that was open meanwhile arrives, too.
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
        var small = slug.ToLowerInvariant();
        var present = small == slug ? null : await groups.FindAsync(small, http.RequestAborted);
        if ((present ?? await groups.FindMovedAsync(small, http.RequestAborted)) is not { } group)
            return;
        var visit = GroupAccess.Visit(group, me.Session);
        if (group.Card.IsHidden && visit.Role is null && !visit.IsSiteAdmin)
        {
            // Both look-ups that find nothing for a group that is not there: the time of a refusal tells nothing.
            if (present is not null)
                await Task.WhenAll(groups.LookInVainAsync(small, http.RequestAborted), groups.FindMovedAsync(small, http.RequestAborted).AsTask());
            return;
        }
        var now = new PathString(Start + group.Card.Slug + (end < 0 ? "" : path[end..]));
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = now.ToUriComponent() + http.Request.QueryString.ToUriComponent();
        // What is permanent is the group, not the address: it may change again.
        http.Response.Headers.CacheControl = "no-store";
    }
}
