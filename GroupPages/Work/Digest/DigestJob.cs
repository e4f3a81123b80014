using GroupPages.Data;
using GroupPages.Work.Jobs;

namespace GroupPages.Work.Digest;

/// <summary>Looks, twice an hour, who has missed something and wants a mail about it: by day, where they are, and once a day.</summary>
internal sealed class DigestJob(DigestQuery query, TimeProvider clock) : IJobKind
{
    private const int FirstHour = 8, LastHour = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(30);

    public string Name => "digests";

    public string Words => "Mails people what they have missed.";

    public bool IsStanding => true;

    public async Task<JobEnd> RunAsync(Job job, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var after = new UserId(0);
        while (await query.ReadersAsync(after, cancel) is { Count: > 0 } readers)
        {
            if (readers.Where(reader => IsTime(reader, now)).Select(reader => reader.User).ToList() is { Count: > 0 } due)
                await query.MailAsync(due, cancel);
            after = readers[^1].User;
        }
        return new(now + Pause);
    }

    private static bool IsTime(DigestReader reader, DateTimeOffset now)
    {
        var local = reader.Quiet.Local(now);
        return local.Hour is >= FirstHour and < LastHour && reader.Quiet.EndAt(now) is null
            && (reader.Last is not { } last || reader.Quiet.Local(last).Date != local.Date);
    }
}
