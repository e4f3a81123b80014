namespace GroupPages.Media;

/// <summary>Where photos are kept: a folder or a bucket.</summary>
/// <remarks>Each method throws <see cref="IOException"/> when the store is away or full.</remarks>
public interface IPhotoStore
{
    /// <summary>Stores a photo in all its sizes. One that is there already counts as stored anew, which keeps the cleaner off it.</summary>
    Task SaveAsync(string key, IReadOnlyList<(string Size, byte[] WebP)> sizes, CancellationToken cancel);

    /// <summary>One size of a photo; null when it is not here.</summary>
    Task<Stream?> OpenAsync(string key, string size, CancellationToken cancel);

    /// <summary>The keys of photos that nobody stored since a time.</summary>
    IAsyncEnumerable<string> KeysBeforeAsync(DateTimeOffset time, CancellationToken cancel);

    /// <summary>Removes a photo, unless it was stored anew since a time.</summary>
    Task RemoveAsync(string key, DateTimeOffset unlessSince, CancellationToken cancel);

    /// <summary>Removes what a killed program left half-written.</summary>
    void RemoveHalfWritten(DateTimeOffset before);
}
