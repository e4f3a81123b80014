using System.Security.Cryptography;
using NetVips;

namespace GroupPages.Media;

/// <summary>A photo in all its sizes, before it is stored.</summary>
internal sealed record Print(Photo Photo, IReadOnlyList<(string Size, byte[] WebP)> Sizes);

/// <summary>
/// Makes prints of what people send: decoded once, upright, in sRGB, without any metadata (where it was taken!), re-encoded, so
/// that nothing a file carries beside its picture survives. Blocks its thread for as long as it takes.
/// </summary>
internal static class Darkroom
{
    // What a decoder may hold at once where it cannot work line by line; measured in docs/decisions/0009.
    private const long MostHeld = 160_000_000;

    // Encoders write about ten; thousands of a few bytes each would keep the decoder busy for minutes.
    private const int MostScans = 100;

    private static readonly double[] White = [255, 255, 255];

    /// <returns>The print, or why there is none.</returns>
    public static (Print? Print, PhotoFault? Fault) Develop(Stream file, PhotoKind kind, PhotoCrop crop = PhotoCrop.Middle)
    {
        Vips.Use();
        try
        {
            using var header = Image.NewFromStream(file, access: Enums.Access.Sequential);
            if ((long)header.Width * header.Height > RefusedPhoto.MostPixels || Held(header) > MostHeld)
                return (null, PhotoFault.TooLarge);
            file.Position = 0;
            if (IsProgressive(header) && PhotoFormats.ScansOf(file) > MostScans)
                return (null, PhotoFault.TooLarge);
            var side = kind == PhotoKind.Message ? PhotoSizes.Largest : Math.Min(PhotoSizes.Largest, Math.Min(header.Width, header.Height));
            using var decoded = Decode(file, side, CropOf(kind, crop));
            using var shown = decoded.HasAlpha() && kind != PhotoKind.Group ? decoded.Flatten(background: White) : decoded.Copy();
            using var large = shown.CopyMemory();
            return (Develop(large), null);
        }
        catch (VipsException)
        {
            return (null, PhotoFault.Broken);
        }
    }

    /// <summary>The format, and what can be said without opening the picture.</summary>
    public static PhotoFault? FaultOf(Stream file, long length) => length switch
    {
        0 => PhotoFault.Empty,
        > RefusedPhoto.MostBytes => PhotoFault.TooHeavy,
        _ => PhotoFormats.Of(file) switch
        {
            PhotoFormat.Unknown => PhotoFault.NotAPhoto,
            // The library here reads the container but has no decoder for HEVC (patents); phones send JPEG when asked for images.
            PhotoFormat.Heic => PhotoFault.Heic,
            _ => null,
        },
    };

    // Bytes that must be in memory before the first line comes out: all coefficients of a progressive JPEG (2 bytes each), the
    // whole picture of an interlaced PNG, the canvas of a GIF and a copy of it.
    private static long Held(Image header)
    {
        var pixels = (long)header.Width * header.Height;
        var loader = (string)header.Get("vips-loader");
        if (loader.StartsWith("gif", StringComparison.Ordinal))
            return pixels * 6;
        if (IsProgressive(header))
            return pixels * header.Bands * 2;
        return header.Contains("interlaced") ? pixels * header.Bands * (header.Format == Enums.BandFormat.Ushort ? 2 : 1) : 0;
    }

    private static bool IsProgressive(Image header) => header.Contains("jpeg-multiscan") && (int)header.Get("jpeg-multiscan") != 0;

    // Shrinks while it decodes where the format can. The option string: the parameter of that name is ignored here (NetVips 3.2).
    private static Image Decode(Stream file, int side, Enums.Interesting? crop) => Image.ThumbnailStream(
        file, side, height: side, size: Enums.Size.Down, crop: crop,
        outputProfile: "srgb", intent: Enums.Intent.Perceptual, optionString: "fail_on=truncated");

    private static Enums.Interesting? CropOf(PhotoKind kind, PhotoCrop crop) => (kind, crop) switch
    {
        (PhotoKind.Message, _) => null,
        (_, PhotoCrop.Start) => Enums.Interesting.Low,
        (_, PhotoCrop.End) => Enums.Interesting.High,
        _ => Enums.Interesting.Centre,
    };

    /// <summary>Prints a picture that is upright, in sRGB and not larger than <see cref="PhotoSizes.Largest"/>.</summary>
    public static Print Develop(Image large)
    {
        List<(string, byte[])> sizes = [];
        foreach (var (name, pixels) in PhotoSizes.All)
        {
            using var smaller = large.ThumbnailImage(pixels, height: pixels, size: Enums.Size.Down);
            sizes.Add((name, smaller.WebpsaveBuffer(q: pixels > 400 ? 78 : 74, effort: 3, keep: Enums.ForeignKeep.None)));
        }
        var largest = sizes[0].Item2;
        return new(new(Base32.Encode(SHA256.HashData(largest)), large.Width, large.Height, MeanColour(large), largest.Length), sizes);
    }

    private static string MeanColour(Image picture)
    {
        using var solid = picture.HasAlpha() ? picture.Flatten(background: White) : picture.Copy();
        using var pixel = solid.ThumbnailImage(1, height: 1, size: Enums.Size.Force);
        return "#" + Convert.ToHexStringLower([.. pixel[0, 0].Take(3).Select(value => (byte)value)]);
    }
}
