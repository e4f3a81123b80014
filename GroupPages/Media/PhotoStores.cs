using GroupPages.Ops;
using Microsoft.Extensions.Caching.Memory;

namespace GroupPages.Media;

/// <summary>
/// The store that photos go to, and the other one where both are set: until <c>GroupPages photos move</c> is through, what is not
/// in the one is found in the other.
/// </summary>
public sealed class PhotoStores : IDisposable
{
    // Thumbs and small ones, of which a people page shows thirty and a hall of phones asks at once: 16 MB hold some 1,500.
    private const int LargestKept = 48 * 1024, Memory = 16 * 1024 * 1024;

    // What is withdrawn is no longer asked for here, and known as withdrawn for a day: by then nothing of it is left in memory.
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly S3PhotoStore? bucket;
    private readonly MemoryCache? kept;

    /// <exception cref="SettingException">A setting is missing or none we know; it is named.</exception>
    public PhotoStores(PhotoFolder folder, Settings settings)
    {
        var isBucketSet = !string.IsNullOrWhiteSpace(settings.Photos.S3.Bucket);
        var store = settings.Photos.Store is { Length: > 0 } named ? named.ToLowerInvariant() : isBucketSet ? "s3" : "folder";
        if (store is not ("folder" or "s3"))
            throw new SettingException($"GroupPages__Photos__Store is '{settings.Photos.Store}'; it may be 'folder' or 's3'.");
        bucket = isBucketSet || store == "s3" ? new(settings.Photos.S3) : null;
        Current = store == "s3" ? bucket! : folder;
        Other = store == "s3" ? folder : bucket;
        // A file of the folder is in the system's own memory.
        kept = Current == bucket ? new(new MemoryCacheOptions { SizeLimit = Memory }) : null;
    }

    /// <summary>Where photos are kept.</summary>
    public IPhotoStore Current { get; }

    /// <summary>Where older ones may still be; null with one store alone.</summary>
    public IPhotoStore? Other { get; }

    /// <summary>One size of a photo; null when it is nowhere.</summary>
    /// <exception cref="IOException">The store is away.</exception>
    public async Task<Stream?> OpenAsync(string key, string size, CancellationToken cancel)
    {
        var name = $"{key}/{size}";
        if (kept?.Get<byte[]>(name) is { } bytes)
            return new MemoryStream(bytes, writable: false);
        var photo = await Current.OpenAsync(key, size, cancel) ?? (Other is { } other ? await other.OpenAsync(key, size, cancel) : null);
        if (kept is not null && photo is MemoryStream { Length: <= LargestKept } small)
            kept.Set(name, small.ToArray(), new MemoryCacheEntryOptions { Size = small.Length, AbsoluteExpirationRelativeToNow = Life });
        return photo;
    }

    public void Dispose()
    {
        bucket?.Dispose();
        kept?.Dispose();
    }
}
