using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.People;

/// <summary>One page of people. <see cref="Today"/> and <see cref="Others"/> together are at most <see cref="PeopleQuery.PageSize"/>.</summary>
public sealed record PeoplePage(
    PeopleFilter Filter, GroupCard Group, IReadOnlyList<MemberCardView> Today, IReadOnlyList<MemberCardView> Others, int Found, int Pages,
    PeopleCount Counts)
{
    public bool IsEmpty => Found == 0;
}

/// <summary>
/// Who is here, as one reader sees them: the group's snapshot and the reader's met marks, both in memory when warm.
/// </summary>
public sealed class PeopleQuery(MetMarks marks, TimeProvider clock)
{
    public const int PageSize = 60;

    public async Task<PeoplePage> RunAsync(GroupVisit visit, PeopleFilter filter, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var met = (await marks.OfAsync(visit.UserId, cancel)).Marks;
        var words = TextRules.Fold(filter.Q).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = Sorted(visit.Group.Members, filter.Sort, met)
            .Where(m => words.All(m.Folded.Contains) && Fits(m, filter.Show, met, visit.UserId, now))
            .OrderByDescending(m => MemberCardView.IsNewAt(m, now))
            .ToList();
        var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
        var page = filter with { Page = Math.Min(filter.Page, pages) };
        var cards = found.Skip((page.Page - 1) * PageSize).Take(PageSize)
            .Select(m => new MemberCardView(visit.Card.Slug, m, met.ContainsKey(m.Id), m.Id == visit.UserId, MemberCardView.IsNewAt(m, now)))
            .ToList();
        return new(page, visit.Card, [.. cards.Where(c => c.IsNew)], [.. cards.Where(c => !c.IsNew)], found.Count, pages,
            PeopleCount.Of(visit.Group, now));
    }

    /// <summary>One person's card, or null when they are not in the group.</summary>
    public async Task<MemberCardView?> CardAsync(GroupVisit visit, UserId person, CancellationToken cancel)
    {
        if (!visit.Group.Everybody.TryGetValue(person, out var member) || member.Role == MemberRole.Guest)
            return null;
        var met = (await marks.OfAsync(visit.UserId, cancel)).Marks;
        return new(visit.Card.Slug, member, met.ContainsKey(person), person == visit.UserId, MemberCardView.IsNewAt(member, clock.GetUtcNow()));
    }

    /// <summary>When a reader met a person; null when they have not.</summary>
    public async Task<DateTimeOffset?> MetAtAsync(UserId reader, UserId person, CancellationToken cancel) =>
        (await marks.OfAsync(reader, cancel)).Marks.TryGetValue(person, out var at) ? at : null;

    // Who joined today stands first in every order: they are whom the reader is about to meet.
    private static IEnumerable<MemberCard> Sorted(IReadOnlyList<MemberCard> members, string sort, IReadOnlyDictionary<UserId, DateTimeOffset> met) => sort switch
    {
        "first" => members.OrderBy(m => m.Folded, StringComparer.Ordinal),
        "last" => members.OrderBy(m => m.FoldedLast, StringComparer.Ordinal),
        "met" => members.OrderByDescending(m => met.GetValueOrDefault(m.Id)),
        _ => members,
    };

    private static bool Fits(MemberCard member, string show, IReadOnlyDictionary<UserId, DateTimeOffset> met, UserId? reader, DateTimeOffset now) => show switch
    {
        "met" => met.ContainsKey(member.Id),
        "not-met" => !met.ContainsKey(member.Id) && member.Id != reader,
        "new" => MemberCardView.IsNewAt(member, now),
        _ => true,
    };
}
