using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Data;

// Background work in EF's view of sql/; see Entities.cs.

/// <summary>Something to be done in the background.</summary>
[Table("jobs")]
public sealed class JobRow
{
    public long Id { get; init; }
    public required string Kind { get; init; }
    public required string Key { get; init; }
    [Column(TypeName = "jsonb")]
    public required string Payload { get; init; }
    public DateTimeOffset RunAt { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    public long Claims { get; init; }
    public long Asked { get; init; }
    public string? LastError { get; init; }
    public DateTimeOffset? GaveUpAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

public sealed partial class GroupPagesDb
{
    public DbSet<JobRow> Jobs => Set<JobRow>();
}
