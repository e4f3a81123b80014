namespace GroupPages.Media;

/// <summary>A file somebody sends, wherever it waits; its stream can be rewound.</summary>
public sealed record SentFile(string Name, long Length, Func<Stream> Open);

/// <summary>
/// Takes photos in: one at a time in the whole process, since there is one core and a large photo takes 100 MB; the others wait
/// in order. Nothing here holds a database connection.
/// </summary>
public sealed class PhotoIntake(PhotoStores stores, ILogger<PhotoIntake> log) : IDisposable
{
    // A phone's photo takes 0.1 s when the browser shrank it, 0.4 s otherwise: the last of so many waits 25 s at worst.
    private const int LongestQueue = 64;

    private readonly SemaphoreSlim turn = new(1);
    private int waiting;

    /// <summary>How many photos wait or are being worked on.</summary>
    public int Waiting => waiting;

    /// <summary>Checks, develops and stores each file.</summary>
    public async Task<PhotosOutcome> TakeAsync(
        IReadOnlyList<SentFile> files, PhotoKind kind, CancellationToken cancel, PhotoCrop crop = PhotoCrop.Middle)
    {
        List<RefusedPhoto> refused = [];
        foreach (var file in files)
        {
            await using var stream = file.Open();
            if (Darkroom.FaultOf(stream, file.Length) is { } fault)
                refused.Add(new(file.Name, fault));
        }
        if (refused.Count > 0)
            return new PhotosOutcome.Refused(refused);
        try
        {
            return Interlocked.Add(ref waiting, files.Count) > LongestQueue
                ? new PhotosOutcome.Later("Many photos are coming in right now. Send yours again in a moment.")
                : await DevelopAsync(files, kind, crop, cancel);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogError(error, "A photo could not be stored");
            return new PhotosOutcome.Later("We cannot store photos right now. Send it without them, or try again later.");
        }
        finally
        {
            Interlocked.Add(ref waiting, -files.Count);
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<PhotosOutcome> DevelopAsync(IReadOnlyList<SentFile> files, PhotoKind kind, PhotoCrop crop, CancellationToken cancel)
    {
        List<Photo> photos = [];
        List<RefusedPhoto> refused = [];
        foreach (var file in files)
        {
            var (photo, fault) = await DevelopAsync(file, kind, crop, cancel);
            if (photo is not null)
                photos.Add(photo);
            else
                refused.Add(new(file.Name, fault!.Value));
        }
        return refused.Count > 0 ? new PhotosOutcome.Refused(refused) : new PhotosOutcome.Taken(photos);
    }

    private async Task<(Photo? Photo, PhotoFault? Fault)> DevelopAsync(SentFile file, PhotoKind kind, PhotoCrop crop, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        Print? print;
        PhotoFault? fault;
        try
        {
            // A thread of its own: on one core the pool has one thread to begin with, and the chat would wait behind the photo.
            (print, fault) = await Task.Factory.StartNew(
                () => Develop(file, kind, crop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            turn.Release();
        }
        // The next photo need not wait while this one travels to a bucket.
        if (print is not null)
            await stores.Current.SaveAsync(print.Photo.Key, print.Sizes, cancel);
        return (print?.Photo, fault);
    }

    private static (Print? Print, PhotoFault? Fault) Develop(SentFile file, PhotoKind kind, PhotoCrop crop)
    {
        BackgroundThread.Yield();
        using var stream = file.Open();
        var developed = Darkroom.Develop(stream, kind, crop);
        NativeMemory.GiveBack();
        return developed;
    }
}
