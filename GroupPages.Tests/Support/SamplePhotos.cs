using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NetVips;

namespace GroupPages.Tests.Support;

/// <summary>Files that people and attackers send as photos, made here byte by byte or by libvips.</summary>
public static class SamplePhotos
{
    /// <summary>What stands in the metadata of <see cref="FromPhone"/> and must stand nowhere else.</summary>
    public const string Camera = "SecretCam 9";

    /// <summary>A colourful picture that is red on its left and blue on its right.</summary>
    public static byte[] Jpeg(int width, int height, bool isProgressive = false)
    {
        using var picture = LeftRedRightBlue(width, height);
        return picture.JpegsaveBuffer(q: 85, interlace: isProgressive, subsampleMode: isProgressive ? Enums.ForeignSubsample.Off : null);
    }

    /// <summary>As a phone held upright writes it: 12 megapixels on their side, "turn me", and where it was.</summary>
    public static byte[] FromPhone(int width = 4032, int height = 3024) => [0xFF, 0xD8, .. Exif(orientation: 6), .. Jpeg(width, height)[2..]];

    public static byte[] Png(int width, int height, bool isInterlaced = false)
    {
        using var picture = LeftRedRightBlue(width, height);
        return picture.PngsaveBuffer(interlace: isInterlaced);
    }

    public static byte[] Png16()
    {
        using var picture = LeftRedRightBlue(900, 600);
        using var deep = picture.Colourspace(Enums.Interpretation.Rgb16);
        return deep.PngsaveBuffer();
    }

    /// <summary>One colour, so that 30,000 x 30,000 are a few hundred kilobytes.</summary>
    public static byte[] PngBomb(int side)
    {
        using var picture = Image.Black(side, side);
        return picture.PngsaveBuffer(compression: 9, bitdepth: 1);
    }

    public static byte[] WebP(int width, int height)
    {
        using var picture = LeftRedRightBlue(width, height);
        return picture.WebpsaveBuffer();
    }

    /// <summary>Three frames: red, green, blue.</summary>
    public static byte[] AnimatedGif()
    {
        using var red = Solid(300, 200, 255, 0, 0);
        using var green = Solid(300, 200, 0, 255, 0);
        using var blue = Solid(300, 200, 0, 0, 255);
        using var frames = Image.Arrayjoin([red, green, blue], across: 1).Mutate(image => image.Set(GValue.GIntType, "page-height", 200));
        return frames.GifsaveBuffer();
    }

    /// <summary>A picture that is transparent but for its middle.</summary>
    public static byte[] TransparentPng()
    {
        using var ink = Image.Black(400, 400, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var middle = Solid(200, 200, 255, 255, 255)[0];
        using var alpha = middle.Embed(100, 100, 400, 400);
        using var both = ink.Bandjoin(alpha);
        return both.PngsaveBuffer();
    }

    public static byte[] Cmyk()
    {
        using var picture = LeftRedRightBlue(900, 600);
        using var inks = picture.Colourspace(Enums.Interpretation.Cmyk);
        return inks.JpegsaveBuffer(q: 90);
    }

    /// <summary>A photo that is a page and an archive as well.</summary>
    public static byte[] Polyglot()
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("evil.html").Open();
            entry.Write("<script>alert(1)</script>"u8);
        }
        byte[] page = [.. "<!doctype html><script>alert(document.cookie)</script>"u8];
        byte[] comment = [0xFF, 0xFE, (byte)((page.Length + 2) >> 8), (byte)(page.Length + 2), .. page];
        return [0xFF, 0xD8, .. comment, .. Jpeg(640, 480)[2..], .. page, .. archive.ToArray()];
    }

    public static byte[] Svg() => Encoding.UTF8.GetBytes(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\"><script>alert(1)</script><rect width=\"100\" height=\"100\"/></svg>");

    /// <summary>The head of an iPhone's own format.</summary>
    public static byte[] Heic() => [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8, .. new byte[200]];

    public static byte[] Tiff()
    {
        using var picture = LeftRedRightBlue(64, 64);
        return picture.TiffsaveBuffer();
    }

    /// <summary>A progressive JPEG whose last scan comes again and again: little to send, hours to decode.</summary>
    public static byte[] ScanBomb(int times)
    {
        var photo = Jpeg(4000, 4000, isProgressive: true);
        var last = photo.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var scan = photo[last..^2];
        return [.. photo[..last], .. Enumerable.Repeat(scan, times).SelectMany(bytes => bytes), 0xFF, 0xD9];
    }

    private static Image LeftRedRightBlue(int width, int height)
    {
        using var left = Solid((width + 1) / 2, height, 220, 30, 30);
        if (width < 2) return left.Copy();
        using var right = Solid(width / 2, height, 30, 30, 220);
        return left.Join(right, Enums.Direction.Horizontal);
    }

    private static Image Solid(int width, int height, int red, int green, int blue)
    {
        using var black = Image.Black(width, height);
        return black.NewFromImage(red, green, blue).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    // EXIF 2.32, section 4.5: a TIFF of two directories, the second with the position.
    private static byte[] Exif(ushort orientation)
    {
        var tiff = new byte[160];
        var at = 0;
        "II*\0"u8.CopyTo(tiff);
        Put32(4, 8);
        at = 8;
        Put16(3);
        Entry(0x010F, 2, (uint)Camera.Length + 1, 140);
        Entry(0x0112, 3, 1, orientation);
        Entry(0x8825, 4, 1, 60);
        at = 60;
        Put16(3);
        Entry(1, 2, 2, 'N');
        Entry(2, 5, 3, 110);
        Entry(3, 2, 2, 'E');
        for (var i = 0; i < 3; i++)
        {
            Put32(110 + i * 8, (uint)(47 + i));
            Put32(114 + i * 8, 1);
        }
        Encoding.ASCII.GetBytes(Camera, tiff.AsSpan(140));
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xE1, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

        void Put16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), value);
            at += 2;
        }

        void Put32(int where, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(where), value);

        void Entry(ushort tag, ushort type, uint count, uint value)
        {
            Put16(tag);
            Put16(type);
            Put32(at, count);
            Put32(at + 4, value);
            at += 8;
        }
    }
}
