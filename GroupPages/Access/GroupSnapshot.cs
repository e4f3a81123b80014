using GroupPages.Data;

namespace GroupPages.Access;

/// <summary>What a group says of itself.</summary>
public sealed record GroupCard(
    GroupId Id, string Slug, string Name, string Description, bool NeedsApproval, bool IsHidden, bool HasPersonalCodes, ConversationId Room)
{
    /// <summary>What holds for writing in the room.</summary>
    public RoomRules Rules { get; init; } = RoomRules.None;
}

/// <summary>A person in a group, as everybody there sees them.</summary>
public sealed record MemberCard(UserId Id, string FirstName, string LastName, MemberRole Role, DateTimeOffset JoinedAt)
{
    /// <summary>Until when a leader has asked them to be quiet in the room; null or past when not.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>First and last name, folded for search and order.</summary>
    public string Folded { get; } = TextRules.Fold($"{FirstName} {LastName}".Trim());

    public string FoldedLast { get; } = TextRules.Fold($"{LastName} {FirstName}".Trim());

    public string FullName => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>A group with everybody in it, immutable: a warm page reads it from memory instead of the database.</summary>
public sealed class GroupSnapshot(GroupCard card, IReadOnlyDictionary<UserId, MemberCard> everybody)
{
    private readonly Lazy<IReadOnlyList<MemberCard>> members = new(() =>
        [.. everybody.Values.Where(m => m.Role != MemberRole.Guest).OrderByDescending(m => m.JoinedAt).ThenByDescending(m => m.Id.Value)]);

    public GroupCard Card => card;

    /// <summary>Different for each snapshot this process has made: what was rendered from another one is out of date.</summary>
    public long Version { get; } = SnapshotVersion.Next();

    /// <summary>Members, leaders, and guests in the lobby.</summary>
    public IReadOnlyDictionary<UserId, MemberCard> Everybody => everybody;

    /// <summary>Members and leaders, the latest first: the people of the people page.</summary>
    public IReadOnlyList<MemberCard> Members => members.Value;

    public MemberRole? RoleOf(UserId? user) => user is { } id && everybody.TryGetValue(id, out var member) ? member.Role : null;

    /// <summary>The same group after some of its people changed; null stands for one who is no longer there.</summary>
    public GroupSnapshot With(IEnumerable<KeyValuePair<UserId, MemberCard?>> changes)
    {
        var people = new Dictionary<UserId, MemberCard>(everybody);
        foreach (var (id, member) in changes)
        {
            if (member is null)
                people.Remove(id);
            else
                people[id] = member;
        }
        return new(card, people);
    }
}
