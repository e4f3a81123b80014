namespace GroupPages.Media;

/// <summary>What a photo is of; the numbers are those of <c>photo_kinds</c>.</summary>
public enum PhotoKind : short
{
    /// <summary>A portrait: cut to a square.</summary>
    Person = 1,

    /// <summary>A group's logo: cut to a square, may be transparent.</summary>
    Group = 2,

    /// <summary>A photo in a message: whole, in its own shape.</summary>
    Message = 3,
}

/// <summary>Which part of a photo is kept where it is cut to a square, along its longer side.</summary>
public enum PhotoCrop
{
    Middle,

    /// <summary>Its top, or its left.</summary>
    Start,

    /// <summary>Its bottom, or its right.</summary>
    End,
}

/// <summary>A photo that is in the store.</summary>
/// <param name="Key">Names it: 52 characters of base 32, the SHA-256 of its largest size.</param>
/// <param name="Width">Of the largest size, in pixels.</param>
/// <param name="Height">Of the largest size, in pixels.</param>
/// <param name="Colour">Its mean colour, <c>#rrggbb</c>.</param>
/// <param name="Bytes">How many the largest size has.</param>
public sealed record Photo(string Key, int Width, int Height, string Colour, int Bytes);

/// <summary>The sizes each photo is kept in (PRODUCT.md, section 3): a name and its longer side in pixels, largest first.</summary>
public static class PhotoSizes
{
    public const int Largest = 1200;

    public static IReadOnlyList<(string Name, int Pixels)> All { get; } = [("large", Largest), ("medium", 800), ("small", 400), ("thumb", 150)];

    private const int KeyLength = 52;

    /// <summary>Whether this can be a photo's address: 52 letters and digits, and one of four names.</summary>
    public static bool IsAddress(string key, string size) => key.Length == KeyLength && key.All(Base32.IsLetter) && Has(size);

    public static bool Has(string name) => All.Any(size => size.Name == name);
}
