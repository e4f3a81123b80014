using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>Takes people out of a group: all who were asked for, or, if that would take the last leader, none. One may always take oneself out.</summary>
public sealed class RemoveMemberCommand(Database database, TimeProvider clock)
{
    /// <inheritdoc cref="RunAsync(GroupId, IReadOnlyCollection{UserId}, UserId?, CancellationToken)"/>
    public async Task<MemberOutcome> RunAsync(GroupId group, UserId member, UserId? by, CancellationToken cancel) =>
        (await RunAsync(group, [member], by, cancel)).Outcome;

    /// <param name="by">Who asks: a leader, a site admin, or the member themselves.</param>
    public Task<MembersChanged> RunAsync(GroupId group, IReadOnlyCollection<UserId> members, UserId? by, CancellationToken cancel) =>
        database.QueryOnceAsync($"""
            WITH {LeaderRule.Sql},
            removed AS (
                DELETE FROM memberships USING rule
                WHERE group_id = $1 AND user_id = ANY($2) AND (is_allowed OR user_id = $3) AND leaves_one
                RETURNING user_id, role_id),
            noted AS (
                INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
                SELECT $4, $1, $3, r.user_id, CASE WHEN r.user_id = $3 THEN 'left' ELSE 'removed' END,
                    jsonb_build_object('before', jsonb_build_object('role', role.name))
                FROM removed r JOIN member_roles role ON role.id = r.role_id)
            SELECT ARRAY(SELECT user_id FROM removed), false, (SELECT NOT leaves_one AND (is_allowed OR $3 = ANY($2)) FROM rule)
            """,
            [.. LeaderRule.Parameters(group, members, by), new() { Value = clock.GetUtcNow() }], MembersChanged.ReadAsync, cancel);
}
