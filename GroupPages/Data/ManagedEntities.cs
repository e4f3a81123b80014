namespace GroupPages.Data;

/// <summary>Who looks after somebody that has no login.</summary>
public sealed class Guardian
{
    public UserId UserId { get; init; }
    public UserId GuardianId { get; init; }
    public string? Key { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
