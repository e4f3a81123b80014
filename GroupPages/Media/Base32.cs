namespace GroupPages.Media;

/// <summary>Base 32 (RFC 4648, section 6) in lower case and without padding: fit for addresses and for any file system.</summary>
internal static class Base32
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length * 8 + 4) / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var (at, shift) = (i * 5 / 8, i * 5 % 8);
            var pair = (bytes[at] << 8) | (at + 1 < bytes.Length ? bytes[at + 1] : 0);
            text[i] = Letters[(pair >> (11 - shift)) & 31];
        }
        return new(text);
    }

    public static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= '2' and <= '7';
}
