using GroupPages.Data;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace GroupPages.Ops;

/// <summary>What went wrong in a request, as a status: the error page says it in words, the log in full.</summary>
public sealed class Failures(ILogger<Failures> log) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var status = StatusOf(httpContext, exception);
        var route = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName;
        // The database being away is one condition, not a fault of each request: a line each, no stack.
        if (status == StatusCodes.Status503ServiceUnavailable)
            log.LogWarning("{Method} {Route} found no database: {Error}", httpContext.Request.Method, route, exception.Message);
        else if (status >= StatusCodes.Status500InternalServerError)
            log.LogError(exception, "{Method} {Route} failed", httpContext.Request.Method, route);
        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "3";
        return ValueTask.FromResult(true);
    }

    private static int StatusOf(HttpContext http, Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        OperationCanceledException when http.RequestAborted.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
        // PostgreSQL has no text with a zero in it. Fields that people fill in are told so in words; any other brings one on purpose only.
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } => StatusCodes.Status400BadRequest,
        _ when Database.IsUnavailable(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
