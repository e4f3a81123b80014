using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Groups.Admin.Chat;

/// <summary>Sets what holds for writing in a group's room. Noted in the group's log when it changes something.</summary>
public sealed class RoomRulesCommand(Database database, TimeProvider clock)
{
    /// <returns>False when there is no such group: 404.</returns>
    public Task<bool> RunAsync(GroupId group, RoomRules rules, UserId? by, CancellationToken cancel) => database.QueryAsync("""
        WITH changed AS (
            UPDATE groups SET room_writers = $2, room_pause = $3, newcomers_share = $4
            WHERE id = $1 AND deleted_at IS NULL AND (room_writers, room_pause, newcomers_share) IS DISTINCT FROM ($2, $3, $4)
            RETURNING id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, action, details)
            SELECT $6, id, $5, 'room-rules', jsonb_build_object('writers', $2, 'pause', $3, 'newcomers_share', $4) FROM changed)
        SELECT EXISTS (SELECT FROM groups WHERE id = $1 AND deleted_at IS NULL)
        """,
        [
            new() { Value = group.Value }, new() { Value = rules.OnlyLeadersWrite ? "leaders" : "members" }, new() { Value = rules.Pause },
            new() { Value = rules.NewcomersShare }, new() { Value = (object?)by?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint },
            new() { Value = clock.GetUtcNow() },
        ],
        async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel);
}
