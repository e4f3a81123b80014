using GroupPages.Access;
using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Requests;

/// <summary>How a decision about "been here before" ended.</summary>
public enum ReclaimOutcome
{
    Done,

    /// <summary>Another leader was quicker: 409.</summary>
    Decided,

    /// <summary>Not these two, or not by this leader: 409.</summary>
    Refused,
}

/// <summary>Decides about requests of "been here before", and takes a decision back (sql/0013 and 0021: take_over, give_back).</summary>
public sealed class ReclaimCommands(Database database, TimeProvider clock)
{
    public static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    /// <summary>Lets an old account take over the new one that asks.</summary>
    public Task<ReclaimOutcome> GrantAsync(GroupId group, UserId by, long request, UserId old, CancellationToken cancel) => database.QueryOnceAsync(
        "SELECT take_over($4, $1, $5, $2, $3)",
        [
            new() { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = request },
            new() { Value = old.Value },
        ],
        async (row, token) =>
        {
            await row.ReadAsync(token);
            return row.GetString(0) switch { "merged" => ReclaimOutcome.Done, "decided" => ReclaimOutcome.Decided, _ => ReclaimOutcome.Refused };
        }, cancel);

    /// <summary>Says that it is somebody else: they stay who they are.</summary>
    public Task<bool> RefuseAsync(GroupId group, UserId by, long request, CancellationToken cancel) => database.QueryOnceAsync($"""
        WITH done AS (
            UPDATE reclaims SET decided_at = $3, decided_by = $2, outcome = 'refused'
            WHERE id = $4 AND group_id = $1 AND decided_at IS NULL AND {GroupRights.Leads} RETURNING id, user_id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
            SELECT $3, $1, $2, user_id, 'merge-refused', jsonb_build_object('request', id) FROM done)
        SELECT count(*) FROM done
        """,
        [
            new() { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() },
            new() { Value = request, NpgsqlDbType = NpgsqlDbType.Bigint },
        ],
        async (row, token) => await row.ReadAsync(token) && row.GetInt64(0) == 1, cancel);

    /// <summary>Makes two accounts of one again, within seven days.</summary>
    /// <returns>False when it is too late, or done already.</returns>
    public Task<bool> TakeBackAsync(GroupId group, UserId by, long request, CancellationToken cancel) => database.QueryOnceAsync(
        "SELECT give_back($4, $1, $2, $3)",
        [new() { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = request }],
        async (row, token) => await row.ReadAsync(token) && row.GetBoolean(0), cancel);
}
