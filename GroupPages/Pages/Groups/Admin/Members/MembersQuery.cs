using GroupPages.Access;
using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>A member as leaders see them.</summary>
/// <param name="Email">Empty when there is none, or leaders may not see it.</param>
/// <param name="HasPhone">Signed in somewhere: needs no login code.</param>
public sealed record MemberRow(MemberCard Member, string Email, bool HasPhone);

/// <summary>One page of the leaders' list.</summary>
public sealed record MembersPage(MembersFilter Filter, IReadOnlyList<MemberRow> Rows, int Found, int Pages);

/// <summary>
/// The leaders' list: filtered and sorted in memory, so that a group of thousands costs what a small one costs. The database
/// is asked once, for what only leaders see of the people shown, and for the e-mail addresses that a search may mean.
/// </summary>
public sealed class MembersQuery(Database database, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>What leaders may see of somebody's contacts: parameters none; table <c>u</c>.</summary>
    internal const string SeenByLeaders = "u.contact_visible_to <> 'nobody'";

    public async Task<MembersPage> RunAsync(GroupVisit visit, MembersFilter filter, CancellationToken cancel)
    {
        var words = TextRules.Fold(filter.Q).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = visit.Group.Everybody.Values.Where(m => Fits(m, filter.Show) && words.All(m.Folded.Contains)).ToList();
        Dictionary<UserId, MemberFact>? facts = null;
        if (filter.Q.Length > 0)
        {
            facts = await FactsAsync(visit.Card.Id, found, filter.Q, cancel);
            found = [.. visit.Group.Everybody.Values.Where(m => Fits(m, filter.Show) && facts.ContainsKey(m.Id))];
        }
        var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
        var page = filter with { Page = Math.Min(filter.Page, pages) };
        var shown = Sorted(found, filter.Sort).Skip((page.Page - 1) * PageSize).Take(PageSize).ToList();
        facts ??= await FactsAsync(visit.Card.Id, shown, null, cancel);
        return new(page, [.. shown.Select(m => Row(m, facts.GetValueOrDefault(m.Id)))], found.Count, pages);
    }

    private static MemberRow Row(MemberCard member, MemberFact? fact) => new(member, fact?.Email ?? "", fact?.HasPhone ?? false);

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

    /// <param name="email">Whoever has this in their address comes along; null for nobody.</param>
    private Task<Dictionary<UserId, MemberFact>> FactsAsync(GroupId group, List<MemberCard> members, string? email, CancellationToken cancel) =>
        database.QueryAsync($"""
            SELECT u.id, CASE WHEN {SeenByLeaders} THEN coalesce(u.email, '') ELSE '' END,
                EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id AND s.expires_at > $3)
            FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.group_id = $1 AND (m.user_id = ANY($2) OR ({SeenByLeaders} AND position(lower($4) IN lower(u.email)) > 0))
            """,
            [
                new() { Value = group.Value }, new() { Value = members.Select(m => m.Id.Value).ToArray() }, new() { Value = clock.GetUtcNow() },
                new() { Value = (object?)email ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            ],
            async (row, token) =>
            {
                Dictionary<UserId, MemberFact> facts = [];
                while (await row.ReadAsync(token))
                    facts[new(row.GetInt64(0))] = new(row.GetString(1), row.GetBoolean(2));
                return facts;
            }, cancel);

    private sealed record MemberFact(string Email, bool HasPhone);
}
