using GroupPages.Ops;

namespace GroupPages.Media;

/// <summary>
/// The photo store: a folder under the data directory, <c>photos/ab/abcd…/large.webp</c>. A photo's folder is written beside and
/// moved to its place, so it is there with all its sizes or not at all, however the program ends.
/// </summary>
public sealed class PhotoFolder(Settings settings, TimeProvider clock) : IPhotoStore
{
    private readonly string root = Path.Combine(Path.GetFullPath(settings.DataDirectory), "photos");

    /// <summary>Where half-written photos are; what stays here is of a program that was killed.</summary>
    private string New => Path.Combine(root, "new");

    /// <summary>The file of one size; null for what can be no photo's address. It need not be there.</summary>
    /// <remarks>Only 52 letters and digits and one of four names ever get into a path: no dot, no slash, nothing to climb with.</remarks>
    public string? FileOf(string key, string size) =>
        PhotoSizes.IsAddress(key, size) ? Path.Combine(Of(key), $"{size}.webp") : null;

    /// <summary>Stores a photo. One that is there already is only marked as used anew, which keeps the cleaner off it.</summary>
    /// <exception cref="IOException">There is no room, or the folder cannot be written.</exception>
    internal void Save(string key, IReadOnlyList<(string Size, byte[] WebP)> sizes)
    {
        var place = Of(key);
        if (Touch(place))
            return;
        var beside = Path.Combine(New, Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(beside);
            foreach (var (size, webp) in sizes)
                Write(Path.Combine(beside, $"{size}.webp"), webp);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            Directory.Move(beside, place);
        }
        catch (IOException) when (Touch(place))
        {
            // Somebody sent the same picture at the same moment, and was first.
            Discard(beside);
        }
        catch
        {
            Discard(beside);
            throw;
        }
    }

    /// <summary>The keys of photos that nobody stored since a time.</summary>
    public IEnumerable<string> KeysBefore(DateTimeOffset time) => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root, "??").SelectMany(Directory.EnumerateDirectories)
            .Where(place => IsOlder(place, time)).Select(place => Path.GetFileName(place))
        : [];

    /// <summary>Removes a photo, unless it was stored anew since a time.</summary>
    public void Remove(string key, DateTimeOffset unlessSince)
    {
        var place = Of(key);
        if (IsOlder(place, unlessSince))
            Discard(place);
    }

    /// <summary>Removes what a killed program left half-written.</summary>
    public void RemoveHalfWritten(DateTimeOffset before)
    {
        foreach (var left in Directory.Exists(New) ? Directory.EnumerateDirectories(New) : [])
        {
            if (IsOlder(left, before))
                Discard(left);
        }
    }

    Task IPhotoStore.SaveAsync(string key, IReadOnlyList<(string Size, byte[] WebP)> sizes, CancellationToken cancel)
    {
        Save(key, sizes);
        return Task.CompletedTask;
    }

    Task<Stream?> IPhotoStore.OpenAsync(string key, string size, CancellationToken cancel) =>
        Task.FromResult<Stream?>(FileOf(key, size) is { } path ? Open(path) : null);

    IAsyncEnumerable<string> IPhotoStore.KeysBeforeAsync(DateTimeOffset time, CancellationToken cancel) => KeysBefore(time).ToAsyncEnumerable();

    Task IPhotoStore.RemoveAsync(string key, DateTimeOffset unlessSince, CancellationToken cancel)
    {
        Remove(key, unlessSince);
        return Task.CompletedTask;
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string Of(string key) => Path.Combine(root, key[..2], key);

    private static bool IsOlder(string place, DateTimeOffset time) => Directory.GetLastWriteTimeUtc(place) < time.UtcDateTime;

    private bool Touch(string place)
    {
        try
        {
            Directory.SetLastWriteTimeUtc(place, clock.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Write(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(bytes);
        // The row that will name it survives a power cut; so must the picture.
        file.Flush(flushToDisk: true);
    }

    private static void Discard(string place)
    {
        if (Directory.Exists(place))
            Directory.Delete(place, recursive: true);
    }
}
