namespace GroupPages.Media;

/// <summary>What a file is, told by its first bytes: its name and the type it was sent with are only what somebody says.</summary>
internal enum PhotoFormat
{
    Unknown,
    Jpeg,
    Png,
    WebP,
    Gif,
    Heic,
}

/// <summary>Looks at the first bytes of a file.</summary>
internal static class PhotoFormats
{
    // ISO 14496-12 brands that iPhones write (ISO 23008-12, annex B).
    private static readonly string[] HeicBrands = ["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"];

    /// <summary>
    /// How many scans a JPEG has: each goes over the whole picture. In their data FF is followed by 00 or a restart mark (ITU T.81,
    /// B.1.1.5), so FF DA is the start of one, or chance in a comment.
    /// </summary>
    public static int ScansOf(Stream jpeg)
    {
        var (buffer, scans, before) = (new byte[64 * 1024], 0, (byte)0);
        for (int read; (read = jpeg.Read(buffer)) > 0;)
        {
            foreach (var now in buffer.AsSpan(0, read))
            {
                if (before == 0xFF && now == 0xDA)
                    scans++;
                before = now;
            }
        }
        jpeg.Position = 0;
        return scans;
    }

    /// <summary>Reads the first 12 bytes and goes back to the start.</summary>
    public static PhotoFormat Of(Stream file)
    {
        Span<byte> start = stackalloc byte[12];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return PhotoFormat.Jpeg;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return PhotoFormat.Png;
        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8))
            return PhotoFormat.Gif;
        if (start.Length < 12)
            return PhotoFormat.Unknown;
        if (start.StartsWith("RIFF"u8) && start[8..].SequenceEqual("WEBP"u8))
            return PhotoFormat.WebP;
        return start[4..8].SequenceEqual("ftyp"u8) && HeicBrands.Contains(System.Text.Encoding.Latin1.GetString(start[8..]))
            ? PhotoFormat.Heic : PhotoFormat.Unknown;
    }
}
