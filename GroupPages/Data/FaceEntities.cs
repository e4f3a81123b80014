namespace GroupPages.Data;

/// <summary>What somebody wrote down about somebody else, for their own eyes.</summary>
public sealed class PersonNote
{
    public UserId UserId { get; init; }
    public UserId OtherId { get; init; }
    public required string Text { get; init; }
    public DateTimeOffset WrittenAt { get; init; }
}

/// <summary>How well one person knows another's name.</summary>
public sealed class QuizCardRow
{
    public UserId UserId { get; init; }
    public UserId OtherId { get; init; }
    public short Box { get; init; }
    public DateTimeOffset DueAt { get; init; }
    public DateTimeOffset AnsweredAt { get; init; }
}

/// <summary>A round of questions.</summary>
public sealed class QuizRoundRow
{
    public long Id { get; init; }
    public UserId UserId { get; init; }
    public GroupId GroupId { get; init; }
    public required string Key { get; init; }
    public DateTimeOffset MadeAt { get; init; }
}

/// <summary>A question of a round, with who can be chosen.</summary>
public sealed class QuizQuestionRow
{
    public long RoundId { get; init; }
    public short Place { get; init; }
    public UserId PersonId { get; init; }
    public bool IsByName { get; init; }
    public required long[] Options { get; init; }
    public short? Choice { get; init; }
}
