using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Chat;

/// <summary>Sets what holds for writing in a group's room. Noted in the group's log when it changes something.</summary>
public sealed class RoomRulesCommand(Database database, TimeProvider clock)
{
    /// <returns>False when there is no such group, or whoever asked leads it no longer: 404.</returns>
    public Task<bool> RunAsync(GroupId group, RoomRules rules, UserId by, CancellationToken cancel) => database.QueryAsync($"""
        WITH before AS MATERIALIZED (SELECT * FROM groups WHERE id = $1 AND {GroupRights.Leads} FOR NO KEY UPDATE),
        changed AS (
            UPDATE groups g SET room_writers = $4, room_pause = $5, newcomers_share = $6 FROM before b
            WHERE g.id = b.id AND (b.room_writers, b.room_pause, b.newcomers_share) IS DISTINCT FROM ($4, $5, $6)
            RETURNING g.id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, action, details)
            SELECT $3, b.id, $2, 'room-rules', jsonb_build_object(
                'before', jsonb_build_object('writers', b.room_writers, 'pause', b.room_pause, 'newcomers_share', b.newcomers_share),
                'after', jsonb_build_object('writers', $4, 'pause', $5, 'newcomers_share', $6))
            FROM before b JOIN changed USING (id))
        SELECT EXISTS (SELECT FROM before)
        """,
        [
            new() { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() },
            new() { Value = rules.OnlyLeadersWrite ? "leaders" : "members" }, new() { Value = rules.Pause }, new() { Value = rules.NewcomersShare },
        ],
        async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel);
}
