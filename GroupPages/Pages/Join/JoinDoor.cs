using GroupPages.Access;

namespace GroupPages.Pages.Join;

/// <summary>Whether a code lets anybody in at this moment, and whom to ask if not.</summary>
public sealed class JoinDoor(JoinCodes codes, TimeProvider clock)
{
    /// <summary>Null when the code is open. The count of uses is read only where there is a limit.</summary>
    public async Task<JoinRefusal?> RefusalAsync(JoinCodeSnapshot code, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var ask = code.OwnerName;
        if (code.IsRevoked)
            return JoinRefusal.Revoked(ask);
        if (code.StartsAt > now)
            return JoinRefusal.NotStarted(code.StartsAt.Value, ask);
        if (code.ExpiresAt <= now)
            return JoinRefusal.Expired(ask);
        if (code.UseLimit is { } limit && await codes.UsesAsync(code.Id, cancel) >= limit)
            return JoinRefusal.Full(ask);
        return null;
    }
}
