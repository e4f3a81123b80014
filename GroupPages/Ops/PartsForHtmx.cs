using Htmx;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Ops;

/// <summary>
/// Every page answers htmx with its own part alone: the layouts leave themselves out. What a handler answers with a smaller
/// fragment is its own business. Caches are told to keep the two apart.
/// </summary>
internal sealed class PartsForHtmx : IResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        if (context.Result is PageResult && !headers.Vary.ToString().Contains(HtmxRequestHeaders.Keys.Request, StringComparison.OrdinalIgnoreCase))
            headers.Append("Vary", HtmxRequestHeaders.Keys.Request);
    }

    public void OnResultExecuted(ResultExecutedContext context) { }
}

/// <summary>What htmx says of a request.</summary>
internal static class HtmxRequest
{
    /// <summary>True when htmx puts the answer into a page that is there. A boosted link or a page from its history is a page of its own.</summary>
    public static bool WantsPart(this HttpRequest request) =>
        request.IsHtmx(out var htmx) && htmx is { Boosted: false, HistoryRestoreRequest: false };
}
