using GroupPages.Data;
using Microsoft.AspNetCore.Diagnostics;

namespace GroupPages.Ops;

/// <summary>What went wrong in a request, as a status: the error page says it in words, the log in full.</summary>
public sealed class Failures(ILogger<Failures> log) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var status = StatusOf(httpContext, exception);
        if (status >= StatusCodes.Status500InternalServerError)
            log.LogError(exception, "{Method} {Route} failed", httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "3";
        return ValueTask.FromResult(true);
    }

    private static int StatusOf(HttpContext http, Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        OperationCanceledException when http.RequestAborted.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
        _ when Database.IsUnavailable(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
