using GroupPages.Data;

namespace GroupPages.Access;

/// <summary>What a group says of itself.</summary>
public sealed record GroupCard(
    GroupId Id, string Slug, string Name, string Description, bool NeedsApproval, bool IsHidden, bool HasPersonalCodes, ConversationId Room)
{
    /// <summary>The key of its logo; null for one without.</summary>
    public string? Logo { get; init; }

    /// <summary>What holds for writing in the room.</summary>
    public RoomRules Rules { get; init; } = RoomRules.None;
}

/// <summary>A person in a group, as everybody there sees them.</summary>
public sealed record MemberCard(UserId Id, string FirstName, string LastName, MemberRole Role, DateTimeOffset JoinedAt)
{
    /// <summary>The key of their photo; null for somebody without one, who is shown by their initials.</summary>
    public string? Photo { get; init; }

    /// <summary>Until when a leader has asked them to be quiet in the room; null or past when not.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>Has no login; somebody else looks after them. For leaders' eyes.</summary>
    public bool IsManaged { get; init; }

    /// <summary>First and last name, folded for search and order.</summary>
    public string Folded { get; } = TextRules.Fold($"{FirstName} {LastName}".Trim());

    public string FoldedLast { get; } = TextRules.Fold($"{LastName} {FirstName}".Trim());

    public string FullName => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>A group with everybody in it, immutable: a warm page reads it from memory instead of the database.</summary>
public sealed class GroupSnapshot
{
    // Enough for a hall that comes in between a page and its stream.
    private const int LongestHistory = 512;

    private readonly Lazy<IReadOnlyList<MemberCard>> members;
    private readonly long historyAfter;
    private readonly (long Version, UserId User)[] history;

    public GroupSnapshot(GroupCard card, IReadOnlyDictionary<UserId, MemberCard> everybody) : this(card, everybody, null, []) { }

    private GroupSnapshot(GroupCard card, IReadOnlyDictionary<UserId, MemberCard> everybody, GroupSnapshot? before, IEnumerable<UserId> changed)
    {
        (Card, Everybody) = (card, everybody);
        members = new(() => [.. everybody.Values.Where(m => m.Role != MemberRole.Guest).OrderByDescending(m => m.JoinedAt).ThenByDescending(m => m.Id.Value)]);
        (long Version, UserId User)[] all = [.. before?.history ?? [], .. changed.Select(user => (Version, user))];
        history = all.Length <= LongestHistory ? all : all[^LongestHistory..];
        historyAfter = all.Length > LongestHistory ? all[^(LongestHistory + 1)].Version : before?.historyAfter ?? Version;
    }

    public GroupCard Card { get; }

    /// <summary>Different for each snapshot this process has made: what was rendered from another one is out of date.</summary>
    public long Version { get; } = SnapshotVersion.Next();

    /// <summary>Members, leaders, and guests in the lobby.</summary>
    public IReadOnlyDictionary<UserId, MemberCard> Everybody { get; }

    /// <summary>How many wait in the lobby.</summary>
    public int Guests => Everybody.Count - Members.Count;

    /// <summary>Members and leaders, the latest first: the people of the people page.</summary>
    public IReadOnlyList<MemberCard> Members => members.Value;

    public MemberRole? RoleOf(UserId? user) => user is { } id && Everybody.TryGetValue(id, out var member) ? member.Role : null;

    /// <summary>The same group after some of its people changed; null stands for one who is no longer there.</summary>
    public GroupSnapshot With(IEnumerable<KeyValuePair<UserId, MemberCard?>> changes)
    {
        var people = new Dictionary<UserId, MemberCard>(Everybody);
        List<UserId> changed = [];
        foreach (var (id, member) in changes)
        {
            changed.Add(id);
            if (member is null)
                people.Remove(id);
            else
                people[id] = member;
        }
        return new(Card, people, this, changed);
    }

    /// <summary>Who joined, changed or left after an older version, in that order; null when that is not remembered.</summary>
    public IReadOnlyCollection<UserId>? ChangedAfter(long version) =>
        version < historyAfter || version > Version ? null : [.. history.Where(change => change.Version > version).Select(change => change.User).Distinct()];
}
