using System.Globalization;
using GroupPages.Media;

namespace GroupPages.Pages.Chat;

/// <summary>A photo in a message.</summary>
public sealed record MessagePhoto(Photo Photo)
{
    // The longer side of a single photo in a bubble, in CSS pixels.
    private const int Shown = 320;

    /// <summary>What a query selects of one photo: read back by <see cref="Parse"/>.</summary>
    public const string Column = "concat_ws(' ', p.key, p.width, p.height, p.colour, p.bytes)";

    /// <summary>The width that is reserved before the photo has come.</summary>
    public int Width => Scaled(Photo.Width);

    /// <inheritdoc cref="Width"/>
    public int Height => Scaled(Photo.Height);

    /// <summary>What it weighs, in words.</summary>
    public string Weight => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Photo.Bytes / 1024)} KB");

    public string Address(string size) => $"/photos/{Photo.Key}/{size}";

    /// <summary>The sizes a browser may choose from, by the pixels of the width.</summary>
    public string Choices => string.Join(", ", PhotoSizes.All.Where(size => size.Pixels is >= 400).Reverse()
        .Select(size => $"{Address(size.Name)} {WidthAt(size.Pixels)}w"));

    public static MessagePhoto Parse(string row)
    {
        var values = row.Split(' ');
        return new(new Photo(values[0], Number(values[1]), Number(values[2]), values[3], Number(values[4])));
    }

    private int WidthAt(int pixels) =>
        Math.Max(1, (int)Math.Round(Photo.Width * Math.Min(1, pixels / (double)Math.Max(Photo.Width, Photo.Height))));

    private int Scaled(int side) => Math.Max(1, (int)Math.Round(side * Math.Min(1, Shown / (double)Math.Max(Photo.Width, Photo.Height))));

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
