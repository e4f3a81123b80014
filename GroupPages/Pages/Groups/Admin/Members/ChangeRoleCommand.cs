using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>
/// Makes members leaders, or leaders members. All who were asked for, or, if no leader would be left, none. Guests stay
/// guests: they become members by approval alone.
/// </summary>
public sealed class ChangeRoleCommand(Database database, TimeProvider clock)
{
    /// <param name="role">Member or leader.</param>
    public Task<MembersChanged> RunAsync(
        GroupId group, IReadOnlyCollection<UserId> members, MemberRole role, UserId? by, CancellationToken cancel) =>
        database.QueryOnceAsync($"""
            WITH {LeaderRule.Sql},
            changed AS (
                UPDATE memberships SET role_id = $4 FROM rule
                WHERE group_id = $1 AND user_id = ANY($2) AND role_id >= 2 AND role_id <> $4 AND is_allowed AND ($4 = 3 OR leaves_one)
                RETURNING user_id),
            noted AS (
                INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
                SELECT $5, $1, $3, changed.user_id, 'role-changed', jsonb_build_object(
                    'before', jsonb_build_object('role', before.name), 'after', jsonb_build_object('role', after.name))
                FROM changed, member_roles before, member_roles after WHERE before.id IN (2, 3) AND before.id <> $4 AND after.id = $4)
            SELECT ARRAY(SELECT user_id FROM changed),
                (SELECT is_allowed FROM rule) AND EXISTS (SELECT FROM memberships WHERE group_id = $1 AND user_id = ANY($2) AND role_id >= 2),
                (SELECT is_allowed AND NOT leaves_one AND $4 <> 3 FROM rule)
            """,
            [.. LeaderRule.Parameters(group, members, by), new() { Value = (short)role }, new() { Value = clock.GetUtcNow() }],
            MembersChanged.ReadAsync, cancel);
}
