namespace GroupPages.Data;

/// <summary>What somebody wrote down about somebody else, for their own eyes.</summary>
public sealed class PersonNote
{
    public UserId UserId { get; init; }
    public UserId OtherId { get; init; }
    public required string Text { get; init; }
    public DateTimeOffset WrittenAt { get; init; }
}
