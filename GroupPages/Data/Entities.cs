namespace GroupPages.Data;

// EF's view of sql/: it reads and projects; the schema itself comes from the numbered files alone.
// A test holds every property here against information_schema.

/// <summary>What a member may do in a group; the numbers are those of <c>member_roles</c>.</summary>
public enum MemberRole : short
{
    Guest = 1,
    Member = 2,
    Leader = 3,
}

/// <summary>A person with an account, with or without a way to sign in.</summary>
public sealed class User
{
    public UserId Id { get; init; }
    public required string FirstName { get; init; }
    public string LastName { get; init; } = "";
    public string? Email { get; init; }
    public DateTimeOffset? EmailVerifiedAt { get; init; }
    public string? Phone { get; init; }
    public string About { get; init; } = "";
    public string ContactVisibleTo { get; init; } = "group";
    public string? PasswordHash { get; init; }
    public bool IsSiteAdmin { get; init; }
    public bool IsManaged { get; init; }
    public DateTimeOffset? NextStepsHiddenAt { get; init; }
    public bool SharesQuiz { get; init; }
    public string? Photo { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public DateTimeOffset? LeavingAt { get; init; }
}

/// <summary>A phone that somebody is signed in on.</summary>
public sealed class Session
{
    public SessionId Id { get; init; }
    public required byte[] TokenHash { get; init; }
    public UserId UserId { get; init; }
    public string Device { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public User User { get; init; } = null!;
}

/// <summary>Signs one known user in on a new phone, once.</summary>
public sealed class LoginCode
{
    public long Id { get; init; }
    public required byte[] CodeHash { get; init; }
    public UserId UserId { get; init; }
    public UserId? MadeBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
    public SessionId? SessionId { get; init; }
    public User User { get; init; } = null!;
}

/// <summary>A group of people.</summary>
public sealed class Group
{
    public GroupId Id { get; init; }
    public required string Slug { get; init; }
    public required string Name { get; init; }
    public string Description { get; init; } = "";
    public string Address { get; init; } = "";
    public string Phone { get; init; } = "";
    public short TypeId { get; init; }
    public string JoinPolicy { get; init; } = "open";
    public string Visibility { get; init; } = "unlisted";
    public bool PersonalCodes { get; init; }
    public string RoomWriters { get; init; } = "members";
    public int RoomPause { get; init; }
    public bool NewcomersShare { get; init; }
    public string? Logo { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public List<Membership> Memberships { get; init; } = [];
    public Conversation? Room { get; init; }
}

/// <summary>Lets people join one group.</summary>
public sealed class JoinCode
{
    public JoinCodeId Id { get; init; }
    public GroupId GroupId { get; init; }
    public required string Kind { get; init; }
    public required string Code { get; init; }
    public UserId OwnerId { get; init; }
    public string Label { get; init; } = "";
    public bool Lobby { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public int? UseLimit { get; init; }
    public int Uses { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public Group Group { get; init; } = null!;
    public User Owner { get; init; } = null!;
}

/// <summary>Somebody in a group, or in its lobby.</summary>
public sealed class Membership
{
    public GroupId GroupId { get; init; }
    public UserId UserId { get; init; }
    public MemberRole RoleId { get; init; }
    public DateTimeOffset JoinedAt { get; init; }
    public JoinCodeId? JoinCodeId { get; init; }
    public string? JoinKey { get; init; }
    public DateTimeOffset? MutedUntil { get; init; }
    public Group Group { get; init; } = null!;
    public User User { get; init; } = null!;
}

/// <summary>Who may not come back into a group, and until when.</summary>
public sealed class Ban
{
    public GroupId GroupId { get; init; }
    public UserId UserId { get; init; }
    public UserId? BannedBy { get; init; }
    public string Reason { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>"I know this person": one-sided.</summary>
public sealed class MetMark
{
    public UserId UserId { get; init; }
    public UserId OtherId { get; init; }
    public DateTimeOffset MetAt { get; init; }
}

/// <summary>Who did what, and when.</summary>
public sealed class AuditEntry
{
    public long Id { get; init; }
    public DateTimeOffset At { get; init; }
    public GroupId? GroupId { get; init; }
    public UserId? ActorId { get; init; }
    public UserId? UserId { get; init; }
    public required string Action { get; init; }
    public string? Details { get; init; }
}

/// <summary>One row of a code table: a number, the name programs use, the label people read.</summary>
public abstract class Code
{
    public short Id { get; init; }
    public required string Name { get; init; }
    public required string Label { get; init; }
}

/// <summary>A kind of group.</summary>
public sealed class GroupTypeCode : Code;

/// <summary>A role in a group; see <see cref="MemberRole"/>.</summary>
public sealed class MemberRoleCode : Code;

/// <summary>What a photo is of.</summary>
public sealed class PhotoKindCode : Code;

/// <summary>Why a message may be reported.</summary>
public sealed class ReportReasonCode : Code;
