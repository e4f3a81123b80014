using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin;

/// <summary>How a removal ended.</summary>
public enum Removal
{
    Done,

    /// <summary>Nobody of that id is in the group: 404.</summary>
    NotThere,

    /// <summary>A group cannot lose its last leader: 409.</summary>
    LastLeader,
}

/// <summary>
/// Takes a member out of a group. The leaders are locked first, so of two removals at once that would together leave
/// none, the later finds the earlier and is refused. Locked as people, too: one who deletes their account leads no longer.
/// </summary>
public sealed class RemoveMemberCommand(Database database, TimeProvider clock)
{
    public Task<Removal> RunAsync(GroupId group, UserId member, UserId? by, CancellationToken cancel) => database.QueryOnceAsync("""
        WITH leaders AS MATERIALIZED (
            SELECT m.user_id FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL
            WHERE m.group_id = $1 AND m.role_id = 3 ORDER BY m.user_id FOR NO KEY UPDATE OF m, u),
        removed AS (
            DELETE FROM memberships
            WHERE group_id = $1 AND user_id = $2 AND (role_id <> 3 OR EXISTS (SELECT FROM leaders WHERE user_id <> $2))
            RETURNING user_id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action)
            SELECT $4, $1, $3, user_id, CASE WHEN user_id = $3 THEN 'left' ELSE 'removed' END FROM removed)
        SELECT EXISTS (SELECT FROM removed), EXISTS (SELECT FROM memberships WHERE group_id = $1 AND user_id = $2)
        """,
        [
            new() { Value = group.Value }, new() { Value = member.Value },
            new() { Value = (object?)by?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint },
            new() { Value = clock.GetUtcNow() },
        ],
        async (row, token) =>
        {
            await row.ReadAsync(token);
            return row.GetBoolean(0) ? Removal.Done : row.GetBoolean(1) ? Removal.LastLeader : Removal.NotThere;
        }, cancel);
}
