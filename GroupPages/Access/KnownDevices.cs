namespace GroupPages.Access;

/// <summary>
/// A name for this browser that outlives its sessions: tries to sign in are counted by it, and where somebody has signed in
/// before, what others try with their account does not count (OWASP, "Device Cookies"). It opens nothing.
/// </summary>
public static class KnownDevices
{
    private static readonly object Met = new();

    /// <summary>The browser's name; null when it has none yet.</summary>
    public static string? Of(HttpRequest request) =>
        request.Cookies.TryGetValue(Name(request), out var token) && token.Length == 43 ? token : null;

    /// <summary>The browser's name; gives it one, for a year, when it has none.</summary>
    public static string Meet(HttpContext http)
    {
        if (Of(http.Request) is { } known)
            return known;
        if (http.Items[Met] is string met)
            return met;
        var token = Secret.NewToken();
        http.Items[Met] = token;
        http.Response.Cookies.Append(Name(http.Request), token, new CookieOptions
        {
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = Sessions.Life,
            IsEssential = true,
        });
        return token;
    }

    private static string Name(HttpRequest request) => request.IsHttps ? "__Host-device" : "device";
}
