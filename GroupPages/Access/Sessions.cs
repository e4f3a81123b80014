using System.Collections.Concurrent;
using GroupPages.Data;

namespace GroupPages.Access;

/// <summary>
/// Sessions: a random token on the phone, its hash in the database, the user in memory. A session ends a year after its
/// last use, or at once, on every process, when its row is deleted.
/// </summary>
public sealed class Sessions(Database database, NewsState news, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(365);

    // How far last_seen_at may lag: writing it more often would be a write for each page read.
    private static readonly TimeSpan Slide = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<SessionId, byte> seen = new();

    private readonly SnapshotCache<string, SessionSnapshot> snapshots = new(
        new SessionReads(database, clock).FindAsync, news, clock, life: TimeSpan.FromMinutes(10), capacity: 20_000);

    /// <summary>The session of a token; null when it is unknown, over or revoked.</summary>
    public async ValueTask<SessionSnapshot?> FindAsync(string token, CancellationToken cancel)
    {
        // A token of ours has 43 characters; anything else need not reach the database.
        if (token.Length != 43)
            return null;
        var session = await snapshots.GetAsync(token, cancel);
        return session?.ExpiresAt > clock.GetUtcNow() ? session : null;
    }

    /// <summary>True when the phone's cookie is due to be given another year.</summary>
    public bool ShouldSlide(SessionSnapshot session) =>
        clock.GetUtcNow() - session.LastSeenAt > Slide && seen.TryAdd(session.Id, 0);

    /// <summary>Writes the gathered last uses in one statement.</summary>
    public async Task WriteSeenAsync(CancellationToken cancel)
    {
        long[] ids = [.. seen.Keys.Select(id => id.Value)];
        if (ids.Length == 0)
            return;
        var now = clock.GetUtcNow();
        await database.ExecuteAsync(
            "UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE id = ANY($1)",
            [new() { Value = ids }, new() { Value = now }, new() { Value = now + Life }], cancel);
        foreach (var id in ids)
            seen.TryRemove(new SessionId(id), out _);
        snapshots.DropWhere(session => Array.IndexOf(ids, session.Id.Value) >= 0);
    }

    /// <summary>Ends one session of a user, everywhere and at once.</summary>
    public async Task EndAsync(UserId user, SessionId session, CancellationToken cancel)
    {
        await database.ExecuteAsync("DELETE FROM sessions WHERE user_id = $1 AND id = $2",
            [new() { Value = user.Value }, new() { Value = session.Value }], cancel);
        snapshots.DropWhere(known => known.Id == session);
    }

    /// <summary>Forgets what is in memory of these users; the next request reads it anew.</summary>
    public void Drop(IReadOnlySet<UserId> users)
    {
        if (users.Count > 0)
            snapshots.DropWhere(session => users.Contains(session.UserId));
    }

    public void DropAll() => snapshots.DropAll();
}
