using GroupPages.Work.Jobs;

namespace GroupPages.Media;

/// <summary>Lets the photo cleaner work once an hour.</summary>
internal sealed class PhotoCleanJob(PhotoCleaner cleaner, TimeProvider clock) : IJobKind
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public string Name => "photos";

    public string Words => "Takes away photos that nobody uses any more.";

    public bool IsStanding => true;

    // It walks through the whole store.
    public TimeSpan Limit => TimeSpan.FromMinutes(20);

    public async Task<JobEnd> RunAsync(Job job, CancellationToken cancel)
    {
        await cleaner.RunAsync(cancel);
        return new(clock.GetUtcNow() + Pause);
    }
}
