using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Data;

// Background work and notifications in EF's view of sql/; see Entities.cs.

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

/// <summary>A secret that all processes share.</summary>
[PrimaryKey(nameof(Name))]
public sealed class SiteSecret
{
    public required string Name { get; init; }
    public required byte[] Value { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What somebody wants to hear of, where it is not the usual.</summary>
[PrimaryKey(nameof(UserId)), Table("notification_settings")]
public sealed class NotificationSettingsRow
{
    public UserId UserId { get; init; }
    public bool WantsDigest { get; init; }
    public DateTimeOffset? DigestAt { get; init; }
    public short? QuietFrom { get; init; }
    public short? QuietTo { get; init; }
    public required string TimeZone { get; init; }
}

/// <summary>Where a phone can be reached.</summary>
[PrimaryKey(nameof(SessionId))]
public sealed class PushSubscription
{
    public SessionId SessionId { get; init; }
    public required string Endpoint { get; init; }
    public required byte[] P256dh { get; init; }
    public required byte[] Auth { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Failures { get; init; }
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>How far somebody has been told of a conversation.</summary>
[PrimaryKey(nameof(ConversationId), nameof(UserId))]
public sealed class Telling
{
    public ConversationId ConversationId { get; init; }
    public UserId UserId { get; init; }
    public long Number { get; init; }
}

public sealed partial class GroupPagesDb
{
    public DbSet<JobRow> Jobs => Set<JobRow>();
    public DbSet<SiteSecret> SiteSecrets => Set<SiteSecret>();
    public DbSet<NotificationSettingsRow> NotificationSettings => Set<NotificationSettingsRow>();
    public DbSet<PushSubscription> PushSubscriptions => Set<PushSubscription>();
    public DbSet<Telling> Tellings => Set<Telling>();
}
