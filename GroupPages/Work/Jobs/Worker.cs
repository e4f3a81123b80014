using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;

namespace GroupPages.Work.Jobs;

/// <summary>
/// Does the jobs, two at a time: whoever reads or writes for the people in front of their phones has the other 16 connections.
/// Woken by the listener; a look now and then finds what nobody told of.
/// </summary>
public sealed class Worker(JobTable jobs, JobSignal signal, Settings settings, Metrics metrics, TimeProvider clock, ILogger<Worker> log) : BackgroundService
{
    /// <summary>Jobs at a time, and connections (ARCHITECTURE.md section 2).</summary>
    public const int Hands = 2;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    // What was due and could not be had: its row is locked by who just asked for it.
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(5);

    // Not disposed: what is under way at the end still gives its hand back, and there is nothing in it to free.
    private readonly SemaphoreSlim hands = new(Hands, Hands);
    private int inOthersHands;

    /// <summary>What there was to do at the last look.</summary>
    public JobCounts Counts { get; private set; } = new(0, 0, 0, null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Has("worker"))
            return;
        var isSeeded = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            await hands.WaitAsync(stoppingToken);
            var sleep = LongestSleep;
            Job? job = null;
            try
            {
                if (!isSeeded)
                    await jobs.SeedAsync(stoppingToken);
                isSeeded = true;
                // To the end also when told to stop: a job that was taken and never heard of would be nobody's until its time is up.
                job = await jobs.TakeAsync(Free(), CancellationToken.None);
                if (job is null)
                    sleep = await LookAheadAsync(stoppingToken);
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                log.LogDebug("Jobs wait for the database: {Error}", error.Message);
                sleep = PauseAfterFailure;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                log.LogDebug("Jobs are left to others");
            }
            catch (Exception error)
            {
                log.LogError(error, "Jobs wait");
                sleep = PauseAfterFailure;
            }
            if (job is not null)
            {
                _ = WorkAsync(job, stoppingToken);
                continue;
            }
            hands.Release();
            await signal.WaitAsync(sleep, stoppingToken);
        }
    }

    // Whoever stops waits for what is under way: it is being let go of.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var free = 0;
        while (free < Hands && await hands.WaitAsync(PatienceAtTheEnd, CancellationToken.None))
            free++;
        if (free > 0)
            hands.Release(free);
    }

    private IReadOnlyCollection<IJobKind> Free() =>
        [.. jobs.Kinds.Values.Where(kind => !kind.IsAtTheMercyOfOthers || Volatile.Read(ref inOthersHands) == 0)];

    private async Task<TimeSpan> LookAheadAsync(CancellationToken cancel)
    {
        Counts = await jobs.CountAsync(cancel);
        var left = Counts.Next - clock.GetUtcNow() ?? LongestSleep;
        return left < ShortestSleep ? ShortestSleep : left > LongestSleep ? LongestSleep : left;
    }

    private async Task WorkAsync(Job job, CancellationToken stopping)
    {
        var kind = jobs.Kinds[job.Kind];
        var others = kind.IsAtTheMercyOfOthers ? 1 : 0;
        Interlocked.Add(ref inOthersHands, others);
        try
        {
            await RunAsync(job, kind, stopping);
        }
        catch (Exception error)
        {
            // Neither done nor put back: it comes again when nobody holds it any more.
            log.LogWarning("Job {Kind} {Key} is taken up again later: {Error}", job.Kind, job.Key, error.Message);
        }
        finally
        {
            Interlocked.Add(ref inOthersHands, -others);
            hands.Release();
            signal.Wake();
        }
    }

    private async Task RunAsync(Job job, IJobKind kind, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(kind.Limit - (kind.Limit / 10));
        var began = clock.GetTimestamp();
        try
        {
            var end = await kind.RunAsync(job, limit.Token);
            metrics.CountJob(job.Kind, end.Fault is not null, clock.GetElapsedTime(began));
            await jobs.EndAsync(job, end, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await jobs.LetGoAsync(job, CancellationToken.None);
        }
        catch (Exception error)
        {
            metrics.CountJob(job.Kind, hasFailed: true, clock.GetElapsedTime(began));
            var words = limit.IsCancellationRequested ? "It took too long." : error.Message;
            if (await jobs.FailAsync(job, words, CancellationToken.None))
                log.LogError(error, "Job {Kind} {Key} was given up after {Attempts} tries", job.Kind, job.Key, job.Attempts);
            else
                log.LogWarning("Job {Kind} {Key} failed, try {Attempts}: {Error}", job.Kind, job.Key, job.Attempts, error.Message);
        }
    }
}
