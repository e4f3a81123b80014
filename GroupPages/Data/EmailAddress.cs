using System.Text.RegularExpressions;

namespace GroupPages.Data;

/// <summary>What may be an email address: something, an at sign, a domain with a dot. Whether it works, only a mail can tell.</summary>
public static partial class EmailAddress
{
    /// <returns>The trimmed address, or null with the fault in words.</returns>
    public static string? Read(string? typed, out string? fault)
    {
        var text = typed?.Trim() ?? "";
        fault = text.Length == 0 ? "Please give your email address."
            : text.Length > 254 || !Shape().IsMatch(text) ? "That does not look like an email address. One is like ann@example.org."
            : null;
        return fault is null ? text : null;
    }

    // No spaces, control characters, or what would end or split an address in a mail's header (RFC 5322 "specials").
    [GeneratedRegex("""\A[^\s\p{C}@<>()\[\]\\,;:"]{1,64}@[^\s\p{C}@<>()\[\]\\,;:".]+(\.[^\s\p{C}@<>()\[\]\\,;:".]+)+\z""")]
    private static partial Regex Shape();
}
