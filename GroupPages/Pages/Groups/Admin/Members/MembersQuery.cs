using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>A member as leaders see them.</summary>
/// <param name="Email">Empty when there is none, or leaders may not see it.</param>
/// <param name="HasPhone">Signed in somewhere: needs no login code.</param>
public sealed record MemberRow(MemberCard Member, string Email, bool HasPhone);

/// <summary>One page of the leaders' list.</summary>
public sealed record MembersPage(MembersFilter Filter, IReadOnlyList<MemberRow> Rows, int Found, int Pages);

/// <summary>
/// The leaders' list: filtered and sorted in memory, so that a group of thousands costs what a small one costs. The database
/// is asked for the e-mail addresses that a search may mean, and for what only leaders see of the one page: two queries at most.
/// </summary>
public sealed class MembersQuery(Database database, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>What leaders may see of somebody's contacts: parameters none; table <c>u</c>.</summary>
    internal const string SeenByLeaders = "u.contact_visible_to <> 'nobody'";

    public async Task<MembersPage> RunAsync(GroupVisit visit, MembersFilter filter, CancellationToken cancel)
    {
        var words = TextRules.Fold(filter.Q).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var byEmail = filter.Q.Length < 2 ? [] : await FindByEmailAsync(visit.Card.Id, filter.Q, cancel);
        var found = Sorted(visit.Group.Everybody.Values.Where(m => Fits(m, filter.Show)
            && (words.All(m.Folded.Contains) || byEmail.Contains(m.Id))), filter.Sort).ToList();
        var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
        var page = filter with { Page = Math.Min(filter.Page, pages) };
        var shown = found.Skip((page.Page - 1) * PageSize).Take(PageSize).ToList();
        var facts = shown.Count == 0 ? [] : await FactsAsync(visit.Card.Id, shown, cancel);
        return new(page, [.. shown.Select(m => facts.TryGetValue(m.Id, out var fact)
            ? new MemberRow(m, fact.Email, fact.HasPhone) : new MemberRow(m, "", false))], found.Count, pages);
    }

    private static bool Fits(MemberCard member, string show) => show switch
    {
        "leaders" => member.Role == MemberRole.Leader,
        "waiting" => member.Role == MemberRole.Guest,
        _ => true,
    };

    private static IEnumerable<MemberCard> Sorted(IEnumerable<MemberCard> members, string sort) => sort switch
    {
        "first" => members.OrderBy(m => m.Folded, StringComparer.Ordinal).ThenBy(m => m.Id.Value),
        "last" => members.OrderBy(m => m.FoldedLast, StringComparer.Ordinal).ThenBy(m => m.Id.Value),
        "new" => members.OrderByDescending(m => m.JoinedAt).ThenByDescending(m => m.Id.Value),
        _ => members.OrderByDescending(m => m.Role).ThenBy(m => m.Folded, StringComparer.Ordinal).ThenBy(m => m.Id.Value),
    };

    private Task<HashSet<UserId>> FindByEmailAsync(GroupId group, string text, CancellationToken cancel) => database.QueryAsync($"""
        SELECT u.id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.group_id = $1 AND {SeenByLeaders} AND position(lower($2) IN lower(u.email)) > 0
        """,
        [new() { Value = group.Value }, new() { Value = text }],
        async (row, token) =>
        {
            HashSet<UserId> found = [];
            while (await row.ReadAsync(token))
                found.Add(new(row.GetInt64(0)));
            return found;
        }, cancel);

    private Task<Dictionary<UserId, (string Email, bool HasPhone)>> FactsAsync(GroupId group, List<MemberCard> shown, CancellationToken cancel) =>
        database.QueryAsync($"""
            SELECT u.id, CASE WHEN {SeenByLeaders} THEN coalesce(u.email, '') ELSE '' END,
                EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id AND s.expires_at > $3)
            FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.group_id = $1 AND m.user_id = ANY($2)
            """,
            [
                new() { Value = group.Value }, new() { Value = shown.Select(m => m.Id.Value).ToArray() },
                new() { Value = clock.GetUtcNow() },
            ],
            async (row, token) =>
            {
                Dictionary<UserId, (string, bool)> facts = [];
                while (await row.ReadAsync(token))
                    facts[new(row.GetInt64(0))] = (row.GetString(1), row.GetBoolean(2));
                return facts;
            }, cancel);
}
