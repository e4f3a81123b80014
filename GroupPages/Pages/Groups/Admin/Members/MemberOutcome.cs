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
    /// Parameters $1 group, $2 people, $3 who asks. All leaders are locked first, always in one order: of two changes at
    /// once that would together leave none, the later finds the earlier and is refused. Locked as people, too: one who deletes
    /// their account leads no longer. <c>is_allowed</c>: whoever asks
    /// leads the group at this very moment, or is a site admin. <c>leaves_one</c>: a leader stays if all of $2 go.
    /// </summary>
    public const string Sql = """
        leaders AS MATERIALIZED (
            SELECT m.user_id FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL
            WHERE m.group_id = $1 AND m.role_id = 3 ORDER BY m.user_id FOR NO KEY UPDATE OF m, u),
        rule AS MATERIALIZED (
            SELECT EXISTS (SELECT FROM leaders WHERE user_id = $3)
                    OR EXISTS (SELECT FROM users WHERE id = $3 AND is_site_admin AND deleted_at IS NULL) AS is_allowed,
                NOT EXISTS (SELECT FROM leaders WHERE user_id = ANY($2)) OR EXISTS (SELECT FROM leaders WHERE user_id <> ALL($2)) AS leaves_one)
        """;

    public static NpgsqlParameter[] Parameters(GroupId group, IEnumerable<UserId> people, UserId? by) =>
    [
        new() { Value = group.Value }, new() { Value = people.Select(person => person.Value).Distinct().ToArray() },
        new() { Value = (object?)by?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
    ];
}
