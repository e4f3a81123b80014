
using Microsoft.AspNetCore.Mvc.RazorPages;
using CookieHeaderValue = Microsoft.Net.Http.Headers.CookieHeaderValue;

namespace GroupPages.Access;

/// <summary>
/// Reads the session of each request and hands out its cookie. Not ASP.NET's cookie scheme: a join makes user,
/// membership and session in ONE statement, and a sign-in over a live session must make a new token
/// (docs/decisions/0002-sessions-of-our-own.md).
/// </summary>
public sealed class SessionCookie(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Sessions sessions, CurrentUser me)
    {
        if (IsForPeople(http) && http.Request.Cookies.TryGetValue(Name(http), out var token))
        {
            me.Token = token;
            me.Session = await sessions.FindAsync(token, http.RequestAborted);
            if (me.Session is { } session && sessions.ShouldSlide(session))
                Give(http, token);
        }
        await next(http);
    }

    /// <summary>Puts a session's token on the phone, for a year; replaces whatever session it had.</summary>
    public static void Give(HttpContext http, string token) => http.Response.Cookies.Append(Name(http), token, Options(http, Sessions.Life));

    /// <summary>Takes the session off the phone.</summary>
    public static void Take(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http, null));

    /// <summary>The token a request brings, read without its collection of cookies: for a request that lives long.</summary>
    public static string? TokenOf(HttpRequest request) =>
        CookieHeaderValue.TryParseList(request.Headers.Cookie, out var cookies)
            ? cookies.LastOrDefault(cookie => cookie.Name == Name(request.HttpContext))?.Value.ToString() : null;

    // Files and probes are the same for everybody, and must be served with the database away.
    private static bool IsForPeople(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;

    // __Host- keeps a neighbouring subdomain from planting a session; browsers demand HTTPS for it.
    private static string Name(HttpContext http) => http.Request.IsHttps ? "__Host-session" : "session";

    private static CookieOptions Options(HttpContext http, TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
