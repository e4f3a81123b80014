using GroupPages.Data;
using GroupPages.Ops.Monitoring;

namespace GroupPages.Ops;

/// <summary>
/// How much is too much (PRODUCT.md, data rules). Never by address alone: a whole church sits behind one. The one limit
/// that looks at the address counts only codes that turned out not to exist.
/// </summary>
public sealed class Limits(Metrics metrics, SharedTries shared, TimeProvider clock)
{
    // PRODUCT.md: at least 300 joins in 10 s. 900 at once and 90/s after lets three such crowds in and stops a script.
    private readonly Buckets<JoinCodeId> joins = new(burst: 900, TimeSpan.FromSeconds(1.0 / 90), clock);

    // PRODUCT.md: bursts of 30 messages, then one a second.
    private readonly Buckets<UserId> posts = new(burst: 30, TimeSpan.FromSeconds(1), clock);

    // A browser sends one message after the other; two tabs may.
    private readonly Seats<UserId> uploads = new(most: 2);

    // An export reads everything somebody has: one after the other.
    private readonly Seats<UserId> exports = new(most: 1);

    // Twice a user's posts: each change goes out to everybody as a message does, but a round of thumbs is quickly given.
    private readonly Buckets<UserId> changes = new(burst: 60, TimeSpan.FromSeconds(0.5), clock);

    // Each goes out to somebody else's server. Five to see where they turn up, then one in a quarter of a minute.
    private readonly Buckets<UserId> trials = new(burst: 5, TimeSpan.FromSeconds(15), clock);

    // A code has 130 bits; a leader's word has fewer. 300 wrong codes, then one a second, makes guessing hopeless.
    private readonly SharedLimit misses = shared.NewLimit("misses", burst: 300, period: TimeSpan.FromSeconds(1));

    /// <summary>Counts one join by a code. False: too many; try again in a second.</summary>
    public bool AllowsJoin(JoinCodeId code) => metrics.Counted("joins", joins.TryTake(code));

    /// <summary>Counts one post of a user.</summary>
    public bool AllowsPost(UserId user) => metrics.Counted("posts", posts.TryTake(user));

    /// <summary>Lets a user send photos until the seat is disposed; null when they are at it often enough already.</summary>
    public IDisposable? BeginUpload(UserId user) => uploads.TryTake(user);

    /// <summary>Lets a user take what is theirs until the seat is disposed; null when they are at it already.</summary>
    public IDisposable? BeginExport(UserId user) => exports.TryTake(user);

    /// <summary>Counts one change of a message by a user: an edit, a deletion, a hiding, a reaction.</summary>
    public bool AllowsChange(UserId user) => metrics.Counted("changes", changes.TryTake(user));

    /// <summary>Counts one notification that a user sends to themselves; null when it may go out, else when the next may.</summary>
    public TimeSpan? TrialRefusal(UserId user)
    {
        var refusal = trials.Refusal(user);
        metrics.Counted("trials", refusal is null);
        return refusal;
    }

    /// <summary>True while an address may still look up codes that are not in memory.</summary>
    public bool AllowsGuess(HttpContext http) => metrics.Counted("guesses", misses.Allows(ClientAddress.Of(http)));

    /// <summary>Counts one code that does not exist.</summary>
    public void CountMiss(HttpContext http) => misses.Refusal(ClientAddress.Of(http));
}
