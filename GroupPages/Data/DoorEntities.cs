using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Data;

// The door in EF's view of sql/; see Entities.cs.

/// <summary>An address a group had before.</summary>
public sealed class OldSlug
{
    [Key]
    public required string Slug { get; init; }
    public GroupId GroupId { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public Group Group { get; init; } = null!;
}

/// <summary>The joins by one code since a moment, taken back at once.</summary>
public sealed class UndoneJoin
{
    public long Id { get; init; }
    public GroupId GroupId { get; init; }
    public JoinCodeId JoinCodeId { get; init; }
    public DateTimeOffset Since { get; init; }
    public DateTimeOffset UndoneAt { get; init; }
    public UserId? UndoneBy { get; init; }
    public DateTimeOffset? PutBackAt { get; init; }
    public UserId? PutBackBy { get; init; }
}

/// <summary>A membership as it was when it was undone.</summary>
[PrimaryKey(nameof(UndoneId), nameof(UserId))]
public sealed class UndoneMember
{
    public long UndoneId { get; init; }
    public UserId UserId { get; init; }
    public MemberRole RoleId { get; init; }
    public DateTimeOffset JoinedAt { get; init; }
    public string? JoinKey { get; init; }
    public DateTimeOffset? MutedUntil { get; init; }
}

/// <summary>Somebody says they were here before, on another phone.</summary>
public sealed class Reclaim
{
    public long Id { get; init; }
    public GroupId GroupId { get; init; }
    public UserId UserId { get; init; }
    public string Words { get; init; } = "";
    public DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public UserId? DecidedBy { get; init; }
    public string? Outcome { get; init; }
    public UserId? OldId { get; init; }
    [Column(TypeName = "jsonb")]
    public string? Moved { get; init; }
    public DateTimeOffset? UndoneAt { get; init; }
    public UserId? UndoneBy { get; init; }
}

public sealed partial class GroupPagesDb
{
    public DbSet<OldSlug> OldSlugs => Set<OldSlug>();
    public DbSet<UndoneJoin> UndoneJoins => Set<UndoneJoin>();
    public DbSet<UndoneMember> UndoneMembers => Set<UndoneMember>();
    public DbSet<Reclaim> Reclaims => Set<Reclaim>();
}
