using PhoneNumbers;

namespace GroupPages.Pages.Me;

/// <summary>Where a reader lives, as far as their browser says.</summary>
internal static class ReaderRegion
{
    /// <summary>The region of the first language that names one: <c>GB</c> of <c>en-GB</c>; null when none does.</summary>
    public static string? Region(this HttpRequest request)
    {
        var languages = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1).Take(10);
        return languages.Select(language => language.Value.Value?.Split('-')[^1].ToUpperInvariant())
            .FirstOrDefault(region => region is { Length: 2 } && PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(region));
    }
}
