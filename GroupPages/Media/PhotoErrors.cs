using System.Globalization;

namespace GroupPages.Media;

/// <summary>Why a file is not taken as a photo.</summary>
public enum PhotoFault
{
    Empty,
    TooHeavy,
    NotAPhoto,
    Heic,
    TooLarge,
    Broken,
}

/// <summary>A file that is not taken.</summary>
/// <param name="File">The name it came with: the sender's words, to be encoded.</param>
public sealed record RefusedPhoto(string File, PhotoFault Fault)
{
    public const int MostBytes = 10 * 1024 * 1024;
    public const int MostPixels = 50_000_000;

    private const int LongestName = 60;

    /// <summary>What the sender reads.</summary>
    public string Words => $"“{Name}” {Fault switch
    {
        PhotoFault.Empty => "is empty.",
        PhotoFault.TooHeavy => "is larger than 10 MB. Send a smaller version.",
        PhotoFault.Heic => "is in the HEIC format, which we cannot read. Send it as JPEG: on an iPhone, Settings, Camera, Formats, Most Compatible; or send a screenshot of it.",
        PhotoFault.TooLarge => "has more pixels than we can open (50 megapixels; less for interlaced or animated pictures). Send a smaller version.",
        PhotoFault.Broken => "is damaged or incomplete. Try it again, or send another.",
        _ => "is not a photo we can read. JPEG, PNG, WebP and GIF work.",
    }}";

    // Some browsers send the whole path; control characters would break the line.
    private string Name
    {
        get
        {
            var name = string.Concat(File[(File.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes().Where(rune =>
                CharUnicodeInfo.GetUnicodeCategory(rune.Value) is not (UnicodeCategory.Control or UnicodeCategory.Format)).Take(LongestName));
            return name.Length == 0 ? "One file" : name;
        }
    }
}

/// <summary>How a set of files fared: all are in the store, or none is used and somebody must be told why.</summary>
public abstract record PhotosOutcome
{
    /// <summary>All of them, in their order.</summary>
    public sealed record Taken(IReadOnlyList<Photo> Photos) : PhotosOutcome;

    /// <summary>At least one cannot be a photo here.</summary>
    public sealed record Refused(IReadOnlyList<RefusedPhoto> Files) : PhotosOutcome;

    /// <summary>Too many wait already, or there is no room to put them: another try in a while is welcome.</summary>
    public sealed record Later(string Words) : PhotosOutcome;
}
