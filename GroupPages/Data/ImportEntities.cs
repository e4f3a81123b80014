using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Data;

/// <summary>What the leaders of a group noted about a member.</summary>
[PrimaryKey(nameof(GroupId), nameof(UserId))]
public sealed class MemberNote
{
    public GroupId GroupId { get; init; }
    public UserId UserId { get; init; }
    public required string Email { get; init; }
}

/// <summary>A file of people on its way in.</summary>
public sealed class Import
{
    public long Id { get; init; }
    public GroupId GroupId { get; init; }
    public UserId OwnerId { get; init; }

    [Column(TypeName = "jsonb")]
    public required string Rows { get; init; }

    public required string[] Columns { get; init; }
    public bool HasHeader { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? DoneAt { get; init; }

    [Column(TypeName = "jsonb")]
    public string? Outcomes { get; init; }
}

public sealed partial class GroupPagesDb
{
    public DbSet<MemberNote> MemberNotes => Set<MemberNote>();
    public DbSet<Import> Imports => Set<Import>();
}
