using GroupPages.Access;

namespace GroupPages.Pages.Groups.People;

/// <summary>How many people a group has, and how many of them joined today.</summary>
public sealed record PeopleCount(int All, int Today)
{
    public static PeopleCount Of(GroupSnapshot group, DateTimeOffset now) =>
        new(group.Members.Count, group.Members.Count(m => MemberCardView.IsNewAt(m, now)));
}

/// <summary>A person's card on one reader's page.</summary>
/// <param name="Slug">The group's, for the card's links.</param>
public sealed record MemberCardView(string Slug, MemberCard Member, bool IsMet, bool IsMe, bool IsNew)
{
    /// <summary>
    /// Who joined in this span counts as having joined today: a gathering that runs past midnight is one evening, and
    /// no time zone need be known.
    /// </summary>
    public static readonly TimeSpan Today = TimeSpan.FromHours(24);

    /// <summary>As the stream sends it to everybody; the page itself keeps what is the reader's own.</summary>
    public static MemberCardView Shared(string slug, MemberCard member, DateTimeOffset now) =>
        new(slug, member, IsMet: false, IsMe: false, IsNewAt(member, now));

    public static bool IsNewAt(MemberCard member, DateTimeOffset now) => now - member.JoinedAt < Today;
}
