using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Me.Devices;

/// <summary>One place where I am signed in.</summary>
public sealed record DeviceSession(SessionId Id, string Device, DateTimeOffset Since, DateTimeOffset LastSeen);

/// <summary>A sign-in code that was made for me.</summary>
/// <param name="MadeBy">Their first name; null when it was made at the command line, or they are gone.</param>
/// <param name="UsedOn">The browser; null when it was not used, or is signed out since.</param>
public sealed record CodeForMe(string? MadeBy, bool IsMine, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, string? UsedOn);

/// <summary>Where I am signed in, and the sign-in codes of the last 30 days.</summary>
public sealed class DevicesQuery(IDbContextFactory<GroupPagesDb> contexts, TimeProvider clock)
{
    private static readonly TimeSpan CodesKept = TimeSpan.FromDays(30);

    public async Task<(IReadOnlyList<DeviceSession> Sessions, IReadOnlyList<CodeForMe> Codes)> RunAsync(UserId me, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var since = now - CodesKept;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var sessions = await db.Sessions.Where(s => s.UserId == me && s.ExpiresAt > now)
            .OrderByDescending(s => s.LastSeenAt).ThenByDescending(s => s.Id).Take(100)
            .Select(s => new DeviceSession(s.Id, s.Device, s.CreatedAt, s.LastSeenAt)).ToListAsync(cancel);
        var codes = await db.LoginCodes.Where(c => c.UserId == me && c.CreatedAt > since)
            .OrderByDescending(c => c.CreatedAt).Take(20)
            .Select(c => new CodeForMe(
                db.Users.Where(u => u.Id == c.MadeBy).Select(u => u.FirstName).FirstOrDefault(), c.MadeBy == me, c.CreatedAt, c.ExpiresAt, c.UsedAt,
                db.Sessions.Where(s => s.Id == c.SessionId).Select(s => s.Device).FirstOrDefault()))
            .ToListAsync(cancel);
        return (sessions, codes);
    }
}
