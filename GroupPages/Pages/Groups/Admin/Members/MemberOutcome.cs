using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>How a change of members ended.</summary>
public enum MemberOutcome
{
    Done,

    /// <summary>Nobody of those ids is in the group, or whoever asked leads it no longer: 404.</summary>
    NotThere,

    /// <summary>A group cannot lose its last leader: 409.</summary>
    LastLeader,
}

/// <summary>How it ended, and for whom something is different now.</summary>
public sealed record MembersChanged(MemberOutcome Outcome, IReadOnlyList<UserId> Who)
{
    /// <summary>Reads a statement's one row: whose rows changed, whether any is there, whether the last leader would go.</summary>
    internal static async Task<MembersChanged> ReadAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        await row.ReadAsync(cancel);
        UserId[] who = [.. row.GetFieldValue<long[]>(0).Select(id => new UserId(id))];
        return new(who.Length > 0 ? MemberOutcome.Done
            : row.GetBoolean(2) ? MemberOutcome.LastLeader
            : row.GetBoolean(1) ? MemberOutcome.Done : MemberOutcome.NotThere, who);
    }
}

/// <summary>What every change of members asks for, as the start of its statement.</summary>
internal static class LeaderRule
{
    /// <summary>
    /// Parameters $1 group, $2 people, $3 who asks. All leaders, and the people themselves, are locked first, every one of
    /// them and always in one order: of two changes at once that would together leave no leader, the later finds the earlier
    /// and is refused, and none waits for another that waits for it. Locked as users, too: one who deletes their account
    /// leads no longer. <c>is_allowed</c>: whoever asks leads the group at this very moment, or is a site admin.
    /// <c>leaves_one</c>: a leader stays if all of $2 go.
    /// </summary>
    public const string Sql = """
        locked AS MATERIALIZED (
            SELECT m.user_id, m.role_id = 3 AND u.deleted_at IS NULL AS leads FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.group_id = $1 AND (m.role_id = 3 OR m.user_id = ANY($2)) ORDER BY m.user_id FOR NO KEY UPDATE OF m, u),
        -- Aggregates read to the end: EXISTS would stop at the first row that fits, and leave the rest to be locked in any order.
        rule AS MATERIALIZED (
            SELECT coalesce(bool_or(leads AND user_id = $3), false)
                    OR EXISTS (SELECT FROM users WHERE id = $3 AND is_site_admin AND deleted_at IS NULL) AS is_allowed,
                NOT coalesce(bool_or(leads AND user_id = ANY($2)), false) OR bool_or(leads AND user_id <> ALL($2)) AS leaves_one
            FROM locked)
        """;

    public static NpgsqlParameter[] Parameters(GroupId group, IEnumerable<UserId> people, UserId? by) =>
    [
        new() { Value = group.Value }, new() { Value = people.Select(person => person.Value).Distinct().ToArray() },
        new() { Value = (object?)by?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
    ];
}
