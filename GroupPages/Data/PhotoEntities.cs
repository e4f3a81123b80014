namespace GroupPages.Data;

/// <summary>One use of a picture: what is known of it beside its files. See Entities.cs.</summary>
public sealed class PhotoRow
{
    public long Id { get; init; }
    public required string Key { get; init; }
    public short KindId { get; init; }
    public UserId? OwnerId { get; init; }
    public GroupId? GroupId { get; init; }
    public ConversationId? ConversationId { get; init; }
    public long? Seq { get; init; }
    public short? Position { get; init; }
    public int Width { get; init; }
    public int Height { get; init; }
    public required string Colour { get; init; }
    public int Bytes { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? WithdrawnAt { get; init; }
}
