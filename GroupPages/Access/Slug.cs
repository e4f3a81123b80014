using System.Text.RegularExpressions;

namespace GroupPages.Access;

/// <summary>A group's name in addresses: lower-case letters and digits in words joined by single hyphens, 3 to 60 in all.</summary>
public static partial class Slug
{
    public static bool IsValid(string? slug) => slug is { Length: >= 3 and <= 60 } && Shape().IsMatch(slug);

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex Shape();
}
