namespace GroupPages.Ops;

/// <summary>Headers every response carries: nothing from elsewhere runs, frames, sniffs or learns where the reader came from.</summary>
public static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // As the answer starts: the exception handler throws away what was said before.
        http.Response.OnStarting(Say, http);
        return next(http);
    });

    private static Task Say(object context)
    {
        Add((HttpContext)context);
        return Task.CompletedTask;
    }

    /// <summary>Puts them on a response that is about to start.</summary>
    public static void Add(HttpContext http)
    {
        var headers = http.Response.Headers;
        // A photo says its own, stricter one.
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // A join or login code stands in the address: it must not travel on to another site.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
    }
}
