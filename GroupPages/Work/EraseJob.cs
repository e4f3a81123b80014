using GroupPages.Work.Jobs;

namespace GroupPages.Work;

/// <summary>Lets the eraser work once an hour: what is due is due, also where the program runs for minutes a day.</summary>
internal sealed class EraseJob(Eraser eraser, TimeProvider clock, ILogger<EraseJob> log) : IJobKind
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public string Name => "erase";

    public string Words => "Erases people and groups that were deleted over 30 days ago.";

    public bool IsStanding => true;

    // Somebody may have written for years; the next try goes on where this one was stopped.
    public TimeSpan Limit => TimeSpan.FromMinutes(20);

    public async Task<JobEnd> RunAsync(Job job, CancellationToken cancel)
    {
        if (await eraser.RunAsync(cancel) is var (people, groups) && people + groups > 0)
            log.LogInformation("Erased {People} people and {Groups} groups", people, groups);
        return new(clock.GetUtcNow() + Pause);
    }
}
