namespace GroupPages.Ops;

/// <summary>
/// A token bucket for each key, all alike. The platform's own (PartitionedRateLimiter) walks over its keys ten times a second;
/// these are looked at only when somebody asks, so that they cost nothing between, however many people write now and then.
/// </summary>
/// <param name="burst">How many may be taken at once.</param>
/// <param name="period">After how long one comes back.</param>
internal sealed class Buckets<T>(int burst, TimeSpan period, TimeProvider clock) where T : notnull
{
    private const int FewestToSweep = 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<T, Bucket> buckets = [];
    private int sweepAt = FewestToSweep;

    private readonly record struct Bucket(double Tokens, long At);

    /// <summary>How many keys are remembered.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return buckets.Count;
        }
    }

    /// <summary>Takes one; null when it could, else when the next may be taken.</summary>
    public TimeSpan? Refusal(T key)
    {
        lock (gate)
        {
            var tokens = TokensOf(key);
            if (tokens < 1)
                return period * (1 - tokens);
            buckets[key] = new(tokens - 1, clock.GetTimestamp());
            if (buckets.Count >= sweepAt)
                Sweep();
            return null;
        }
    }

    /// <summary>Takes one. False when there is none.</summary>
    public bool TryTake(T key) => Refusal(key) is null;

    /// <summary>True while there is one to take; takes none.</summary>
    public bool Has(T key)
    {
        lock (gate)
            return TokensOf(key) >= 1;
    }

    private double TokensOf(T key) => buckets.TryGetValue(key, out var bucket) ? TokensOf(bucket) : burst;

    private double TokensOf(Bucket bucket) => Math.Min(burst, bucket.Tokens + (clock.GetElapsedTime(bucket.At) / period));

    // A full bucket is as good as none. Twice as many as are left make the next look worth it.
    private void Sweep()
    {
        foreach (var (key, bucket) in buckets)
        {
            if (TokensOf(bucket) >= burst)
                buckets.Remove(key);
        }
        sweepAt = Math.Max(FewestToSweep, buckets.Count * 2);
    }
}
