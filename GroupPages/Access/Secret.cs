using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GroupPages.Access;

/// <summary>Random values that give access to something, and the hashes that are stored of them.</summary>
public static class Secret
{
    // Lower-case base 32 without the look-alikes i, l, o and u (Crockford): 26 of them are 130 bits, and can be typed.
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A session's token: 256 random bits in base64url, 43 characters.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A join or login code: 26 characters, 130 random bits (OWASP ASVS 5.0 11.5.1 asks for 128).</summary>
    public static string NewCode() => RandomNumberGenerator.GetString(Letters, 26);

    /// <summary>What is stored of a token or login code. Plain SHA-256: the input has full entropy, so there is nothing to stretch.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
