using System.Text.RegularExpressions;
using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Access;

/// <summary>A join code and what its page shows.</summary>
public sealed record JoinCodeSnapshot(
    JoinCodeId Id, string Code, GroupId GroupId, UserId OwnerId, string OwnerName, bool IsPersonal, DateTimeOffset? StartsAt,
    DateTimeOffset? ExpiresAt, int? UseLimit, bool IsRevoked);

/// <summary>The join codes in memory: a roomful of phones that scan one QR costs one read.</summary>
public sealed partial class JoinCodes(IDbContextFactory<GroupPagesDb> contexts, NewsState news, TimeProvider clock)
{
    private readonly SnapshotCache<string, JoinCodeSnapshot> codes = new(
        async (code, cancel) =>
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await db.JoinCodes.AsNoTracking()
                .Where(c => c.Code == code && c.Group.DeletedAt == null)
                .Select(c => new JoinCodeSnapshot(c.Id, c.Code, c.GroupId, c.OwnerId, c.Owner.FirstName, c.Kind == "personal",
                    c.StartsAt, c.ExpiresAt, c.UseLimit, c.RevokedAt != null))
                .FirstOrDefaultAsync(cancel);
        },
        news, clock, life: TimeSpan.FromMinutes(30), capacity: 5_000);

    /// <summary>The code as scanned or typed: case and blanks around it do not count. Null when there is none.</summary>
    public ValueTask<JoinCodeSnapshot?> FindAsync(string code, CancellationToken cancel) =>
        Normalize(code) is { } normal ? codes.GetAsync(normal, cancel) : default;

    /// <summary>True when a look-up would be answered from memory; those that are not count against guessing.</summary>
    public bool Knows(string code) => Normalize(code) is { } normal && codes.Peek(normal) is not null;

    /// <summary>How often the code was used; read now, since each join moves it.</summary>
    public async Task<int> UsesAsync(JoinCodeId id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.JoinCodes.Where(c => c.Id == id).Select(c => c.Uses).FirstOrDefaultAsync(cancel);
    }

    public void Drop(string code) => codes.Drop(code);

    public void DropOf(GroupId group) => codes.DropWhere(code => code.GroupId == group);

    public void DropAll() => codes.DropAll();

    /// <summary>The stored form of a typed code; null when no code can look like that.</summary>
    public static string? Normalize(string? typed)
    {
        var code = typed?.Trim().ToLowerInvariant();
        return code is { Length: >= 4 and <= 64 } && Shape().IsMatch(code) ? code : null;
    }

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex Shape();
}
