namespace GroupPages.Data;

// The conversations in EF's view of sql/; see Entities.cs.

/// <summary>A group's room, or a direct conversation.</summary>
public sealed class Conversation
{
    public ConversationId Id { get; init; }
    public required string Kind { get; init; }
    public GroupId? GroupId { get; init; }
    public string Name { get; init; } = "";
    public string? Pair { get; init; }
    public UserId? MadeBy { get; init; }
    public string? Key { get; init; }
    public long LastSeq { get; init; }
    public long MessageCount { get; init; }
    public DateTimeOffset? LastMessageAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Somebody in a conversation, and how far they have read.</summary>
public sealed class Participant
{
    public ConversationId ConversationId { get; init; }
    public UserId UserId { get; init; }
    public long LastReadSeq { get; init; }
    public long ReadCount { get; init; }
    public DateTimeOffset JoinedAt { get; init; }
    public DateTimeOffset? LeftAt { get; init; }
    public bool IsMuted { get; init; }
    public bool MentionsOnly { get; init; }
}

/// <summary>A message in its latest state.</summary>
public sealed class Message
{
    public ConversationId ConversationId { get; init; }
    public long Seq { get; init; }
    public long ChangedSeq { get; init; }
    public long Number { get; init; }
    public UserId? AuthorId { get; init; }
    public required string Text { get; init; }
    public string? Key { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public DateTimeOffset? HiddenAt { get; init; }
    public UserId? HiddenBy { get; init; }
    public string HiddenReason { get; init; } = "";
    public short PhotoCount { get; init; }
}

/// <summary>What a message said before an edit.</summary>
public sealed class MessageVersion
{
    public ConversationId ConversationId { get; init; }
    public long Seq { get; init; }
    public long ChangedSeq { get; init; }
    public required string Text { get; init; }
    public DateTimeOffset ReplacedAt { get; init; }
}

/// <summary>Somebody's emoji under a message.</summary>
public sealed class Reaction
{
    public ConversationId ConversationId { get; init; }
    public long Seq { get; init; }
    public UserId UserId { get; init; }
    public required string Emoji { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Whom a message names, and how.</summary>
public sealed class Mention
{
    public ConversationId ConversationId { get; init; }
    public long Seq { get; init; }
    public UserId UserId { get; init; }
    public required string Name { get; init; }
}

/// <summary>When somebody last wrote in a room with slow mode.</summary>
public sealed class Pace
{
    public ConversationId ConversationId { get; init; }
    public UserId UserId { get; init; }
    public DateTimeOffset PostedAt { get; init; }
}

/// <summary>Whom somebody has blocked.</summary>
public sealed class Block
{
    public UserId UserId { get; init; }
    public UserId OtherId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What somebody told leaders about a message, and what became of it.</summary>
public sealed class Report
{
    public long Id { get; init; }
    public GroupId GroupId { get; init; }
    public ConversationId ConversationId { get; init; }
    public long Seq { get; init; }
    public UserId? ReporterId { get; init; }
    public short ReasonId { get; init; }
    public string Words { get; init; } = "";
    public string Said { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? HandledAt { get; init; }
    public UserId? HandledBy { get; init; }
    public string? Outcome { get; init; }
}

/// <summary>A word from the leaders to one member.</summary>
public sealed class Notice
{
    public long Id { get; init; }
    public UserId UserId { get; init; }
    public GroupId? GroupId { get; init; }
    public required string Text { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
    public GroupId? RefusedBy { get; init; }
}
