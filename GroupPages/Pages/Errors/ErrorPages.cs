using GroupPages.Live;
using GroupPages.Ops;
using Microsoft.AspNetCore.Diagnostics;

namespace GroupPages.Pages.Errors;

/// <summary>
/// Gives every bare error status its page: the same bytes for whatever does not exist and whatever may not be seen.
/// Rendered apart from routing, session and database, so it works when those are what failed.
/// </summary>
public static class ErrorPages
{
    public static async Task WriteAsync(StatusCodeContext context)
    {
        var response = context.HttpContext.Response;
        var view = ErrorView.Of(response.StatusCode);
        if (context.HttpContext.Features.Get<Notice>() is { } notice)
            view = view with { Title = notice.Title, Words = notice.Words };
        var fragments = context.HttpContext.RequestServices.GetRequiredService<FragmentRenderer>();
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        await response.WriteAsync(await fragments.RenderAsync("/Pages/Errors/_Error.cshtml", view), context.HttpContext.RequestAborted);
    }
}
