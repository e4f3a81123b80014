using System.Security.Cryptography;

namespace GroupPages.Media;

/// <summary>
/// <c>GroupPages photos move</c>: brings every photo from the other store to the one that is set. Each is read back and compared
/// with its key, which is the hash of its largest size, before it is removed: broken off at any moment it is simply run again.
/// </summary>
public sealed class PhotoMove(PhotoStores stores)
{
    // Most of the time is waiting for the bucket.
    private const int AtOnce = 8;

    /// <returns>How many were moved, and how many were left because they are not whole where they are.</returns>
    /// <exception cref="IOException">A store is away, or gave back something else than was stored.</exception>
    public async Task<(int Moved, int Left)> RunAsync(IPhotoStore from, Func<int, Task> report, CancellationToken cancel)
    {
        var (moved, left) = (0, 0);
        await Parallel.ForEachAsync(from.KeysBeforeAsync(DateTimeOffset.MaxValue, cancel),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (key, token) =>
            {
                if (!await MoveAsync(key, from, token))
                    Interlocked.Increment(ref left);
                else if (Interlocked.Increment(ref moved) is var done && done % 100 == 0)
                    await report(done);
            });
        return (moved, left);
    }

    /// <summary>Whether these bytes are the photo that the key names.</summary>
    internal static bool IsPhoto(string key, ReadOnlySpan<byte> largest) => Base32.Encode(SHA256.HashData(largest)) == key;

    internal static async Task<byte[]?> ReadAsync(IPhotoStore store, string key, string size, CancellationToken cancel)
    {
        await using var file = await store.OpenAsync(key, size, cancel);
        if (file is null)
            return null;
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }

    private async Task<bool> MoveAsync(string key, IPhotoStore from, CancellationToken cancel)
    {
        List<(string Size, byte[] WebP)> sizes = [];
        foreach (var (size, _) in PhotoSizes.All)
        {
            if (await ReadAsync(from, key, size, cancel) is not { } bytes || (sizes.Count == 0 && !IsPhoto(key, bytes)))
                return false;
            sizes.Add((size, bytes));
        }
        await stores.Current.SaveAsync(key, sizes, cancel);
        foreach (var (size, bytes) in sizes)
        {
            if (await ReadAsync(stores.Current, key, size, cancel) is not { } stored || !stored.AsSpan().SequenceEqual(bytes))
                throw new IOException($"The photo {key} came back changed; it stays where it was.");
        }
        await from.RemoveAsync(key, DateTimeOffset.MaxValue, cancel);
        return true;
    }
}
