using System.Globalization;
using GroupPages.Data;
using GroupPages.Work.Jobs;

namespace GroupPages.Work.Push;

/// <summary>
/// Tells the phones of those who are not looking that something was written in a conversation; the key is its id. What was
/// sent before a crash is sent again, and takes its own place on the phone.
/// </summary>
internal sealed class NotifyJob(NotifyQuery query, PushSender sender, PushSubscriptions subscriptions, TimeProvider clock) : IJobKind
{
    private const int AtATime = 8, Batch = 48;

    public string Name => "notify";

    public string Words => "Tells phones that somebody wrote in a conversation.";

    public bool IsAtTheMercyOfOthers => true;

    public async Task<JobEnd> RunAsync(Job job, CancellationToken cancel)
    {
        var conversation = new ConversationId(long.Parse(job.Key, CultureInfo.InvariantCulture));
        var now = clock.GetUtcNow();
        var all = await query.RunAsync(conversation, cancel);
        var later = all.Select(due => due.Quiet.EndAt(now)).OfType<DateTimeOffset>().Cast<DateTimeOffset?>().Min();
        // Some at a time: what is stopped in the middle has written down what it did.
        foreach (var some in all.Where(due => due.Quiet.EndAt(now) is null).Chunk(Batch))
        {
            var outcomes = await SendAsync(some, cancel);
            // Told is whom one phone has told; who has none that could be reached is told later.
            var told = outcomes.Where(one => one.Outcome == PushOutcome.Sent).GroupBy(one => one.Due.User)
                .Select(own => (own.Key, own.Max(one => one.Due.Number))).ToList();
            await query.NoteAsync(conversation, told, cancel);
            var retry = await subscriptions.NoteAsync([.. outcomes.Select(one => (one.Due.Session, one.Outcome))], cancel);
            later = later is null || retry < later ? retry ?? later : later;
        }
        return new(later);
    }

    private async Task<List<(PushDue Due, PushOutcome Outcome)>> SendAsync(IEnumerable<PushDue> due, CancellationToken cancel)
    {
        List<(PushDue, PushOutcome)> outcomes = [];
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancel }, async (one, token) =>
        {
            var outcome = await sender.SendAsync(one.Address, one.Text, token);
            lock (outcomes)
                outcomes.Add((one, outcome));
        });
        return outcomes;
    }
}
