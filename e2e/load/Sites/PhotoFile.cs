using System.Buffers.Binary;
using System.IO.Compression;

namespace GroupPages.Load.Sites;

/// <summary>
/// Photos to send: PNG (ISO 15948) of as many pixels as a phone's have, and about as heavy. Blocks of one colour each instead of a
/// motif, so that a dozen megapixels are a few megabytes; each number gives another picture.
/// </summary>
internal static class PhotoFile
{
    private const int Block = 8;

    public static byte[] Png(int width, int height, int number)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        // Eight bits of red, green and blue; no palette, no interlacing.
        (header[8], header[9]) = (8, 2);
        Chunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            Lines(zip, width, height, new Dice((ulong)number));
        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Lines(Stream to, int width, int height, Dice dice)
    {
        // Each line begins with its filter: none.
        var line = new byte[1 + width * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; y % Block == 0 && x < width; x += Block)
            {
                var (red, green, blue) = ((byte)dice.Below(256), (byte)dice.Below(256), (byte)dice.Below(256));
                for (var i = x; i < Math.Min(x + Block, width); i++)
                    (line[1 + i * 3], line[2 + i * 3], line[3 + i * 3]) = (red, green, blue);
            }
            to.Write(line);
        }
    }

    private static void Chunk(Stream to, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. name, .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        to.Write(number);
        to.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        to.Write(number);
    }

    // ISO 15948, annex D.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFF;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }
        return ~crc;
    }
}
