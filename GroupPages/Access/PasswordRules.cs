using GroupPages.Data;

namespace GroupPages.Access;

/// <summary>What may be a password (PRODUCT.md, data rules; NIST SP 800-63B): long enough, not a common one, nothing else.</summary>
public static class PasswordRules
{
    public const int Shortest = 8, Longest = 128;

    /// <summary>What is wrong with a password, in words; null when it may stand.</summary>
    public static string? Fault(string? typed) => TextRules.Length(typed ?? "") switch
    {
        0 => "Please choose a password.",
        < Shortest => $"Your password needs at least {Shortest} characters.",
        > Longest => $"Your password may have at most {Longest} characters.",
        _ => CommonPasswords.Contain(typed!) ? "This is one of the passwords that are tried first. Please choose another." : null,
    };
}
