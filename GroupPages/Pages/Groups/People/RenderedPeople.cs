using GroupPages.Access;
using GroupPages.Pages.Groups.Before;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace GroupPages.Pages.Groups.People;

/// <summary>
/// Keeps the people page as it was rendered and compressed for one reader, for as long as nothing in it changed: a
/// roomful of phones that look again costs next to nothing. Nobody gets a page by this that the door would refuse:
/// only who is a member by the group's snapshot of this moment, and only their own.
/// </summary>
internal sealed class RenderedPeople : IOutputCachePolicy
{
    // "Joined today" moves on by itself; nothing else on the page depends on the time.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) || http.GetEndpoint()?.DisplayName != "/Groups/People/Index"
            || http.RequestServices.GetRequiredService<CurrentUser>().Session is not { HasNotice: false } session)
            return;
        var groups = http.RequestServices.GetRequiredService<GroupSnapshots>();
        if (http.GetRouteValue("slug") is not string slug || await groups.FindAsync(slug, cancellation) is not { } group
            || !GroupAccess.Visit(group, session).IsMember)
            return;
        var met = await http.RequestServices.GetRequiredService<MetMarks>().OfAsync(session.UserId, cancellation);
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = Life;
        context.CacheVaryByRules.QueryKeys = "*";
        context.CacheVaryByRules.HeaderNames = new StringValues(["Accept-Encoding", "HX-Request"]);
        context.CacheVaryByRules.VaryByValues["reader"] = $"{session.UserId} {session.IsSiteAdmin} {BeenHereBefore.IsNew(http.Request, session.UserId)}";
        context.CacheVaryByRules.VaryByValues["version"] = $"{group.Version} {met.Version}";
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        // A cookie is for one phone, an error for one moment.
        var response = context.HttpContext.Response;
        context.AllowCacheStorage = response.StatusCode == StatusCodes.Status200OK && StringValues.IsNullOrEmpty(response.Headers.SetCookie);
        return default;
    }
}
