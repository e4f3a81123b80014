using System.Globalization;

namespace GroupPages.Pages.Open;

/// <summary>
/// Where somebody wanted to go before they had to sign in: on their browser, for an hour, as two numbers. No address is kept,
/// so nobody can send people elsewhere by it.
/// </summary>
internal static class Destination
{
    private const string Name = "then";

    public static void Remember(HttpContext http, long conversation, long seq) => http.Response.Cookies.Append(
        Name, string.Create(CultureInfo.InvariantCulture, $"{conversation}.{seq}"), Options(http, TimeSpan.FromHours(1)));

    /// <summary>Where that was, once; null when nowhere.</summary>
    public static string? Take(HttpContext http)
    {
        if (!http.Request.Cookies.TryGetValue(Name, out var kept))
            return null;
        http.Response.Cookies.Delete(Name, Options(http, null));
        return kept.Split('.') is [var conversation, var seq] && IsNumber(conversation) && IsNumber(seq) ? $"/open/{conversation}/{seq}" : null;
    }

    private static bool IsNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static CookieOptions Options(HttpContext http, TimeSpan? life) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = life, IsEssential = true };
}
