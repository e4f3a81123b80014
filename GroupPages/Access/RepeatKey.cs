using System.Security.Cryptography;
using System.Text;

namespace GroupPages.Access;

/// <summary>The <c>key</c> that makes a POST repeatable (PRODUCT.md section 6), whatever a program sends for one.</summary>
public static class RepeatKey
{
    // Ours have 26 characters, a UUID has 36. The tables hold 100.
    private const int Longest = 100;

    /// <summary>The key as it is stored: itself, or its SHA-256 where it is too long or has what PostgreSQL's text cannot hold.</summary>
    /// <returns>Null when none was sent; then each POST counts.</returns>
    public static string? Of(string? sent) =>
        string.IsNullOrEmpty(sent) ? null
        : sent.Length <= Longest && !sent.Contains('\0') ? sent
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sent)));
}
