using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>What leaders see of one member beside the card.</summary>
/// <param name="Email">Empty when there is none, or leaders may not see it; so is the phone number.</param>
/// <param name="HasPhone">Signed in somewhere.</param>
/// <param name="CameBy">The label of the code they joined by, or whose personal one it was; null when it is not known.</param>
/// <param name="MayGetCode">A leader may make a login code for them: they lead no group and are no site admin.</param>
public sealed record MemberFacts(string Email, string Phone, bool HasPhone, string? CameBy, bool MayGetCode);

/// <summary>One member for the leaders' page about them.</summary>
public sealed class MemberQuery(Database database, TimeProvider clock)
{
    /// <summary>Table <c>u</c>: whom a leader may sign in on a new phone. Else a leader of one group could become that of another.</summary>
    internal const string MayGetCode = """
        NOT u.is_site_admin AND NOT u.is_managed AND u.deleted_at IS NULL AND NOT EXISTS (SELECT FROM memberships o WHERE o.user_id = u.id AND o.role_id = 3)
        """;

    /// <returns>Null when they are not in the group.</returns>
    public Task<MemberFacts?> RunAsync(GroupVisit visit, UserId member, CancellationToken cancel) => database.QueryAsync($"""
        SELECT CASE WHEN {MembersQuery.SeenByLeaders} THEN coalesce(u.email, '') ELSE '' END,
            CASE WHEN {MembersQuery.SeenByLeaders} THEN coalesce(u.phone, '') ELSE '' END,
            EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id AND s.expires_at > $3),
            CASE c.kind WHEN 'personal' THEN o.first_name || '’s own code' WHEN 'group' THEN coalesce(nullif(c.label, ''), 'a code of the group') END,
            m.role_id = 2 AND {MayGetCode}
        FROM memberships m JOIN users u ON u.id = m.user_id
        LEFT JOIN join_codes c ON c.id = m.join_code_id LEFT JOIN users o ON o.id = c.owner_id
        WHERE m.group_id = $1 AND m.user_id = $2
        """,
        [new() { Value = visit.Card.Id.Value }, new() { Value = member.Value }, new() { Value = clock.GetUtcNow() }],
        async (row, token) => await row.ReadAsync(token)
            ? new MemberFacts(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetBoolean(4))
            : null, cancel);
}
