namespace GroupPages.Access;

/// <summary>
/// The one guard against cross-site request forgery: an unsafe request must say that it comes from our own pages.
/// Browsers send Sec-Fetch-Site (Fetch Metadata) or, older ones, Origin with every POST; a form on another site cannot
/// forge either. Together with SameSite=Lax this stands in for per-form tokens, which would put no-store on every page.
/// </summary>
public sealed class SameOrigin(RequestDelegate next, Ops.PublicAddress address)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || IsOurs(http) || IsFromAMail(http))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    // One-click unsubscription (RFC 8058): mail programs POST from nowhere, and what is done hangs on the address alone, on no cookie.
    private static bool IsFromAMail(HttpContext http) => HttpMethods.IsPost(http.Request.Method) && http.Request.Path.StartsWithSegments("/unsubscribe");

    private bool IsOurs(HttpContext http)
    {
        var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site == "same-origin";
        // The scheme may differ behind a proxy that ends TLS; host and port may not.
        return Uri.TryCreate(http.Request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && (SameHost(origin.Authority, http.Request.Host.Value) || SameHost(origin.Authority, address.Fixed?.Authority));
    }

    private static bool SameHost(string origin, string? host) => string.Equals(origin, host, StringComparison.OrdinalIgnoreCase);
}
