using Microsoft.EntityFrameworkCore;

namespace GroupPages.Data;

// Accounts with an email in EF's view of sql/; see Entities.cs.

/// <summary>An address somebody gave and has not confirmed yet.</summary>
[PrimaryKey(nameof(UserId))]
public sealed class PendingEmail
{
    public UserId UserId { get; init; }
    public required string Email { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What a mail lets its reader do, once.</summary>
public sealed class MailLink
{
    public long Id { get; init; }
    public required byte[] TokenHash { get; init; }
    public required string Kind { get; init; }
    public UserId UserId { get; init; }
    public required string Email { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
    public User User { get; init; } = null!;
}

/// <summary>A mail on its way.</summary>
public sealed class Mail
{
    public long Id { get; init; }
    public required string Kind { get; init; }
    public UserId? UserId { get; init; }
    public required string Email { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset NextTryAt { get; init; }
    public DateTimeOffset? GaveUpAt { get; init; }
    public string? Fault { get; init; }
}

/// <summary>A browser in which somebody has signed in before.</summary>
[PrimaryKey(nameof(UserId), nameof(DeviceHash))]
public sealed class KnownDevice
{
    public UserId UserId { get; init; }
    public required byte[] DeviceHash { get; init; }
    public DateTimeOffset LastUsedAt { get; init; }
}

public sealed partial class GroupPagesDb
{
    public DbSet<PendingEmail> PendingEmails => Set<PendingEmail>();
    public DbSet<MailLink> MailLinks => Set<MailLink>();
    public DbSet<Mail> Mails => Set<Mail>();
    public DbSet<KnownDevice> KnownDevices => Set<KnownDevice>();
}
