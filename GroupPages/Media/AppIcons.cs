using System.Collections.Frozen;
using NetVips;

namespace GroupPages.Media;

/// <summary>
/// The program's icons for home screens and notifications, drawn by the same shapes as <c>icon.svg</c>: two people side by side.
/// <c>/icons/app-192.png</c>, <c>app-512.png</c>, <c>maskable-512.png</c> (the whole square, for phones that cut their own
/// shape), <c>apple-180.png</c>, <c>badge.png</c> (white on nothing).
/// </summary>
internal static class AppIcons
{
    // As in icon.svg, whose side is 64.
    private const double Side = 64, Corner = 16;

    // Points within a pixel, each way: soft edges.
    private const int Fine = 4;

    private static readonly byte[] Green = [0x1f, 0x6f, 0x5c], White = [255, 255, 255];

    private sealed record Icon(int Size, bool IsSquare, bool HasGround, double Scale)
    {
        public Lazy<byte[]> Png => field ??= new(() => Draw(this));
    }

    private static readonly FrozenDictionary<string, Icon> All = new Dictionary<string, Icon>
    {
        ["app-192"] = new(192, false, true, 1),
        ["app-512"] = new(512, false, true, 1),
        // Everything that matters within the inner 80 % (W3C manifest, "safe zone").
        ["maskable-512"] = new(512, true, true, .8),
        ["apple-180"] = new(180, true, true, .9),
        ["badge"] = new(96, true, false, 1),
    }.ToFrozenDictionary();

    public static void MapAppIcons(this WebApplication app) => app.MapMethods("/icons/{name}.png", [HttpMethods.Get, HttpMethods.Head], (string name, HttpContext http) =>
    {
        if (!All.TryGetValue(name, out var icon))
            return Results.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=604800";
        return Results.Bytes(icon.Png.Value, "image/png");
    });

    private static byte[] Draw(Icon icon)
    {
        var pixels = new byte[icon.Size * icon.Size * 4];
        for (var y = 0; y < icon.Size; y++)
        {
            for (var x = 0; x < icon.Size; x++)
                Paint(icon, x, y).CopyTo(pixels.AsSpan(((y * icon.Size) + x) * 4));
        }
        using var image = Image.NewFromMemory(pixels, icon.Size, icon.Size, 4, Enums.BandFormat.Uchar);
        using var coloured = image.Copy(interpretation: Enums.Interpretation.Srgb);
        return coloured.PngsaveBuffer(compression: 9);
    }

    private static byte[] Paint(Icon icon, int x, int y)
    {
        var (people, ground) = (0, 0);
        for (var point = 0; point < Fine * Fine; point++)
        {
            var across = (x + (((point % Fine) + .5) / Fine)) * Side / icon.Size;
            var down = (y + (((point / Fine) + .5) / Fine)) * Side / icon.Size;
            // The people grow or shrink about the middle; the ground stays.
            var isPeople = IsPeople(Middle(across, icon.Scale), Middle(down, icon.Scale));
            people += isPeople ? 1 : 0;
            ground += !isPeople && icon.HasGround && (icon.IsSquare || IsGround(across, down)) ? 1 : 0;
        }
        if (people + ground == 0)
            return [0, 0, 0, 0];
        byte Mix(int band) => (byte)(((White[band] * people) + (Green[band] * ground)) / (people + ground));
        return [Mix(0), Mix(1), Mix(2), (byte)((people + ground) * 255 / (Fine * Fine))];
    }

    private static double Middle(double at, double scale) => ((at - (Side / 2)) / scale) + (Side / 2);

    private static bool IsGround(double x, double y)
    {
        var (dx, dy) = (Math.Max(0, Math.Abs(x - (Side / 2)) - (Side / 2) + Corner), Math.Max(0, Math.Abs(y - (Side / 2)) - (Side / 2) + Corner));
        return (dx * dx) + (dy * dy) <= Corner * Corner;
    }

    // Two heads, two pairs of shoulders; the second pair stands behind the first, a little apart.
    private static bool IsPeople(double x, double y) => IsIn(x, y, 23, 25, 8, 8) || IsIn(x, y, 43, 27, 6.5, 6.5)
        || (y <= 50 && (IsIn(x, y, 23, 50, 14, 16) || (IsIn(x, y, 43, 50, 12, 15) && !IsIn(x, y, 23, 50, 17, 19))));

    private static bool IsIn(double x, double y, double middleX, double middleY, double acrossRadius, double downRadius)
    {
        var (dx, dy) = ((x - middleX) / acrossRadius, (y - middleY) / downRadius);
        return (dx * dx) + (dy * dy) <= 1;
    }
}
