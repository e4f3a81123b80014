using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>
/// Takes somebody out of a group and keeps them out, by whatever code they come: for a time, or for good. Their own code,
/// which others could still come in by, ends with their membership (sql/0014).
/// </summary>
public sealed class BanCommand(Database database, TimeProvider clock)
{
    /// <param name="reason">At most 280 characters; for the leaders alone.</param>
    /// <param name="life">Null for good.</param>
    public Task<MembersChanged> RunAsync(
        GroupId group, UserId member, string reason, TimeSpan? life, UserId? by, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return database.QueryOnceAsync($"""
            WITH {LeaderRule.Sql},
            removed AS (
                DELETE FROM memberships USING rule
                WHERE group_id = $1 AND user_id = ANY($2) AND user_id <> $3 AND is_allowed AND leaves_one
                RETURNING user_id, role_id),
            banned AS (
                INSERT INTO bans (group_id, user_id, banned_by, reason, created_at, expires_at)
                SELECT $1, user_id, $3, $5, $4, $6 FROM removed
                ON CONFLICT (group_id, user_id) DO UPDATE SET banned_by = excluded.banned_by, reason = excluded.reason,
                    created_at = excluded.created_at, expires_at = excluded.expires_at),
            noted AS (
                INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
                SELECT $4, $1, $3, r.user_id, 'banned', jsonb_build_object(
                    'before', jsonb_build_object('role', role.name), 'reason', $5::text, 'until', $6::timestamptz)
                FROM removed r JOIN member_roles role ON role.id = r.role_id)
            SELECT ARRAY(SELECT user_id FROM removed), false, (SELECT is_allowed AND NOT leaves_one FROM rule)
            """,
            [
                .. LeaderRule.Parameters(group, [member], by), new() { Value = now }, new() { Value = reason },
                new() { Value = life is { } span ? now + span : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            ], MembersChanged.ReadAsync, cancel);
    }
}

/// <summary>Lets somebody who was banned come back, by any code, as anybody may.</summary>
public sealed class LiftBanCommand(Database database, TimeProvider clock)
{
    /// <returns>False when there was no such ban, or whoever asked leads the group no longer.</returns>
    public async Task<bool> RunAsync(GroupId group, UserId user, UserId? by, CancellationToken cancel) => await database.ExecuteAsync("""
        WITH lifted AS (
            DELETE FROM bans WHERE group_id = $1 AND user_id = $2 AND leads($1, $3)
            RETURNING user_id, reason, expires_at)
        INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
        SELECT $4, $1, $3, user_id, 'ban-lifted', jsonb_build_object('reason', reason, 'until', expires_at) FROM lifted
        """,
        [
            new() { Value = group.Value }, new() { Value = user.Value },
            new() { Value = (object?)by?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }, new() { Value = clock.GetUtcNow() },
        ], cancel) > 0;
}
