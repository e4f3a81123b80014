using System.Globalization;
using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.People;

/// <summary>
/// What a people page is up to date with, for its stream to go on from: the very snapshot, if the stream comes to the
/// process that made the page, and the time for any other.
/// </summary>
/// <param name="Version">The snapshot's number; null when another process made the page.</param>
public sealed record PageMark(DateTimeOffset At, long? Version)
{
    private const long EndOfTime = 253_402_300_000_000;

    public static string Of(GroupSnapshot group, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds()}-{SnapshotVersion.Process}-{group.Version}");

    /// <summary>Reads a mark; null for what is none.</summary>
    public static PageMark? Parse(string text)
    {
        var parts = text.Split('-');
        return Number(parts[0]) is { } at and < EndOfTime
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(at), parts is [_, var process, var version] && process == SnapshotVersion.Process ? Number(version) : null)
            : null;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
