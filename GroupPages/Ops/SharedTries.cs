using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using GroupPages.Data;

namespace GroupPages.Ops;

/// <summary>Tries that another process counted, as NOTIFY tells them: <c>l:{process}:{limit}:{key}:{count}</c>.</summary>
internal sealed record TryNews(string Process, string Limit, string Key, int Count)
{
    /// <summary>No limit's burst is larger: more tokens than these are not there to be taken.</summary>
    public const int Most = 1000;
}

/// <summary>
/// Limits on guessing that hold for all processes together: what one counts it tells the others, who count it too. A guesser
/// who is passed from one to the next gains nothing but what fits between two tellings.
/// </summary>
/// <remarks>Told are hashes: the channel is read by whoever has the database, and what is typed into a sign-in field may be a password.</remarks>
public sealed class SharedTries(Database database, TimeProvider clock, ILogger<SharedTries> log) : BackgroundService
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Buckets<string>> limits = [];
    private readonly SemaphoreSlim filled = new(0, 1);
    private readonly Lock gate = new();
    private Dictionary<(string Limit, string Key), int> gathered = [];

    /// <summary>A token bucket for each key, of which all processes take.</summary>
    /// <param name="name">What it is called among the processes; letters.</param>
    public SharedLimit NewLimit(string name, int burst, TimeSpan period)
    {
        var buckets = new Buckets<string>(burst, period, clock);
        limits[name] = buckets;
        return new(name, buckets, this);
    }

    /// <summary>Counts what others counted; what is of this process is counted already.</summary>
    internal void Take(IEnumerable<TryNews> tries)
    {
        foreach (var told in tries)
        {
            if (told.Process == SnapshotVersion.Process || !limits.TryGetValue(told.Limit, out var buckets))
                continue;
            for (var i = 0; i < told.Count && buckets.TryTake(told.Key); i++)
            {
            }
        }
    }

    /// <summary>Has the others count it too.</summary>
    internal void Tell(string limit, string key)
    {
        lock (gate)
        {
            gathered[(limit, key)] = gathered.GetValueOrDefault((limit, key)) + 1;
            if (filled.CurrentCount == 0)
                filled.Release();
        }
    }

    public override void Dispose()
    {
        filled.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await filled.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Gathering, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await TellAllAsync();
            }
            catch (Exception error) when (Database.IsUnavailable(error))
            {
                // Not tried again: without the database nobody can sign in either.
                log.LogDebug("Tries are not told: {Error}", error.Message);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // One round that failed is no reason to end the program, as the host would.
                log.LogError(error, "Tries are not told");
            }
        }
    }

    private async Task TellAllAsync()
    {
        Dictionary<(string Limit, string Key), int> tries;
        lock (gate)
            (tries, gathered) = (gathered, []);
        if (tries.Count == 0)
            return;
        string[] payloads = [.. tries.Select(pair => $"l:{SnapshotVersion.Process}:{pair.Key.Limit}:{pair.Key.Key}:{pair.Value}")];
        await database.ExecuteAsync("SELECT pg_notify('live', told) FROM unnest($1) AS told", [new() { Value = payloads }], CancellationToken.None);
    }
}

/// <summary>One limit that holds for all processes together.</summary>
public sealed class SharedLimit
{
    private readonly string name;
    private readonly Buckets<string> buckets;
    private readonly SharedTries tries;

    internal SharedLimit(string name, Buckets<string> buckets, SharedTries tries) => (this.name, this.buckets, this.tries) = (name, buckets, tries);

    /// <summary>Counts one try, here and everywhere; null when it may be made, else when the next may.</summary>
    public TimeSpan? Refusal(string key)
    {
        var hash = HashOf(key);
        var refusal = buckets.Refusal(hash);
        if (refusal is null)
            tries.Tell(name, hash);
        return refusal;
    }

    /// <summary>True while one more try may be made; counts none.</summary>
    public bool Allows(string key) => buckets.Has(HashOf(key));

    // 96 bits: two keys that share a bucket are nowhere to be found.
    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 12));
}
