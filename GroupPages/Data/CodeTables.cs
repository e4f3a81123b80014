using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Data;

/// <summary>
/// The code tables: read once at start and kept, so that no page and no transaction ever looks one up. (The look-ups
/// inside transactions were what took the old app's connections away.)
/// </summary>
public sealed class CodeTables(IDbContextFactory<GroupPagesDb> contexts)
{
    private FrozenDictionary<short, string> roles = FrozenDictionary<short, string>.Empty;

    /// <summary>Group types, by number.</summary>
    public FrozenDictionary<short, string> GroupTypes { get; private set; } = FrozenDictionary<short, string>.Empty;

    /// <summary>Why a message may be reported, in the order they are offered.</summary>
    public IReadOnlyList<ReportReasonCode> ReportReasons { get; private set; } = [];

    public string Label(MemberRole role) => roles[(short)role];

    public async Task LoadAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        roles = (await db.MemberRoles.AsNoTracking().ToListAsync(cancel)).ToFrozenDictionary(r => r.Id, r => r.Label);
        ReportReasons = await db.ReportReasons.AsNoTracking().OrderBy(r => r.Id).ToListAsync(cancel);
        GroupTypes = (await db.GroupTypes.AsNoTracking().ToListAsync(cancel)).ToFrozenDictionary(t => t.Id, t => t.Label);
    }
}
