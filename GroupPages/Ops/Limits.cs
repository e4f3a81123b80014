using System.Threading.RateLimiting;
using GroupPages.Data;
using GroupPages.Ops.Monitoring;

namespace GroupPages.Ops;

/// <summary>
/// How much is too much (PRODUCT.md, data rules). Never by address alone: a whole church sits behind one. The one limit
/// that looks at the address counts only codes that turned out not to exist.
/// </summary>
public sealed class Limits(Metrics metrics, SharedTries shared) : IDisposable
{
    // PRODUCT.md: at least 300 joins in 10 s. 900 at once and 90/s after lets three such crowds in and stops a script.
    private readonly PartitionedRateLimiter<JoinCodeId> joins = Bucket<JoinCodeId>(burst: 900, perSecond: 90);

    // PRODUCT.md: bursts of 30 messages, then one a second.
    private readonly PartitionedRateLimiter<UserId> posts = Bucket<UserId>(burst: 30, perSecond: 1);

    // A browser sends one message after the other; two tabs may.
    private readonly PartitionedRateLimiter<UserId> uploads = PartitionedRateLimiter.Create<UserId, UserId>(user =>
        RateLimitPartition.GetConcurrencyLimiter(user, _ => new ConcurrencyLimiterOptions { PermitLimit = 2, QueueLimit = 0 }));

    // An export reads everything somebody has: one after the other.
    private readonly PartitionedRateLimiter<UserId> exports = PartitionedRateLimiter.Create<UserId, UserId>(user =>
        RateLimitPartition.GetConcurrencyLimiter(user, _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 0 }));

    // Twice a user's posts: each change goes out to everybody as a message does, but a round of thumbs is quickly given.
    private readonly PartitionedRateLimiter<UserId> changes = Bucket<UserId>(burst: 60, perSecond: 2);

    // A code has 130 bits; a leader's word has fewer. 300 wrong codes, then one a second, makes guessing hopeless.
    private readonly SharedLimit misses = shared.NewLimit("misses", burst: 300, period: TimeSpan.FromSeconds(1));

    /// <summary>Counts one join by a code. False: too many; try again in a second.</summary>
    public bool AllowsJoin(JoinCodeId code) => metrics.Counted("joins", joins.AttemptAcquire(code).IsAcquired);

    /// <summary>Counts one post of a user.</summary>
    public bool AllowsPost(UserId user) => metrics.Counted("posts", posts.AttemptAcquire(user).IsAcquired);

    /// <summary>Lets a user send photos until the lease is disposed, if it was acquired.</summary>
    public RateLimitLease BeginUpload(UserId user) => uploads.AttemptAcquire(user);

    /// <summary>Lets a user take what is theirs until the lease is disposed, if it was acquired.</summary>
    public RateLimitLease BeginExport(UserId user) => exports.AttemptAcquire(user);

    /// <summary>Counts one change of a message by a user: an edit, a deletion, a hiding, a reaction.</summary>
    public bool AllowsChange(UserId user) => metrics.Counted("changes", changes.AttemptAcquire(user).IsAcquired);

    /// <summary>True while an address may still look up codes that are not in memory.</summary>
    public bool AllowsGuess(HttpContext http) => metrics.Counted("guesses", misses.Allows(ClientAddress.Of(http)));

    /// <summary>Counts one code that does not exist.</summary>
    public void CountMiss(HttpContext http) => misses.AttemptAcquire(ClientAddress.Of(http)).Dispose();

    public void Dispose()
    {
        joins.Dispose();
        posts.Dispose();
        changes.Dispose();
        misses.Dispose();
        uploads.Dispose();
        exports.Dispose();
    }

    private static PartitionedRateLimiter<T> Bucket<T>(int burst, int perSecond) where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
            QueueLimit = 0,
        }));
}
