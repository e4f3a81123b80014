using System.Collections.Concurrent;
using GroupPages.Tests.Support;
using GroupPages.Work.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace GroupPages.Tests.Work;

/// <summary>A kind of job that does what its key says, and remembers how often.</summary>
public sealed class ProbeJob(string name) : IJobKind
{
    private readonly ConcurrentDictionary<string, int> done = new();

    public string Name => name;

    public string Words => "A test's own.";

    public int Tries { get; init; } = 2;

    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);

    public bool IsAtTheMercyOfOthers { get; init; }

    /// <summary>What a job does; nothing by default.</summary>
    public Func<Job, CancellationToken, Task<JobEnd>> Does { get; set; } = (_, _) => Task.FromResult(JobEnd.Done);

    public int TimesOf(string key) => done.GetValueOrDefault(key);

    public Task<JobEnd> RunAsync(Job job, CancellationToken cancel)
    {
        done.AddOrUpdate(job.Key, 1, (_, before) => before + 1);
        return Does(job, cancel);
    }
}

/// <summary>A site whose worker knows a test's own kinds of jobs, and whose date can be moved.</summary>
public class JobSite(SharedCluster shared) : TestSite(shared)
{
    public MovedClock Clock { get; } = new();

    /// <summary>Does what its test says.</summary>
    public ProbeJob Probe { get; } = new("probe");

    /// <summary>Is stopped after half a second.</summary>
    public ProbeJob Brief { get; } = new("brief") { Limit = TimeSpan.FromMilliseconds(500) };

    /// <summary>Waits for strangers.</summary>
    public ProbeJob Stranger { get; } = new("stranger") { IsAtTheMercyOfOthers = true };

    public JobTable Jobs => App.Services.GetRequiredService<JobTable>();

    protected override void Configure(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock)
        .AddSingleton<IJobKind>(Probe).AddSingleton<IJobKind>(Brief).AddSingleton<IJobKind>(Stranger);

    /// <summary>A second process of this site, which knows one more kind of job.</summary>
    public Task<AppInProcess> StartAnotherAsync(IJobKind kind) => AppInProcess.StartAsync(Cluster, Database, services => services.AddSingleton(kind));

    /// <summary>Asks for a job as any statement would.</summary>
    public Task AskAsync(string kind, string key) => SqlAsync("SELECT ask_for_job($1, $2, now())", kind, key);

    /// <summary>Passes over a pause, and tells the worker.</summary>
    public void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        App.Services.GetRequiredService<JobSignal>().Wake();
    }

    /// <summary>Waits until a job of a key is in a state; with no row it is done.</summary>
    public Task UntilAsync(string key, string state) => Eventually.TrueAsync(async () => await StateOfAsync(key) == state, TimeSpan.FromSeconds(15), $"{key} must be {state}");

    private async Task<string> StateOfAsync(string key) => await SqlAsync<string?>("""
        SELECT CASE WHEN gave_up_at IS NOT NULL THEN 'given up' WHEN locked_until IS NOT NULL THEN 'running' ELSE 'waiting after ' || attempts END FROM jobs WHERE key = $1
        """, key) ?? "done";
}
