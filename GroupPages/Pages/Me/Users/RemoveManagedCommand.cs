using GroupPages.Data;

namespace GroupPages.Pages.Me.Users;

/// <summary>Removes a managed user from everywhere, or brings them back before the eraser came: 30 days.</summary>
public sealed class RemoveManagedCommand(Database database, TimeProvider clock)
{
    private const string Sql = """
        WITH theirs AS (
            SELECT u.id, u.deleted_at IS NOT NULL AS is_removed,
                EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id AND m.role_id = 3) AS leads
            FROM users u JOIN guardians k ON k.user_id = u.id AND k.guardian_id = $1
            WHERE u.id = $2 AND u.is_managed FOR NO KEY UPDATE OF u),
        changed AS (
            UPDATE users u SET deleted_at = CASE WHEN $3 THEN $4 END FROM theirs
            WHERE u.id = theirs.id AND theirs.is_removed <> $3 AND NOT (theirs.leads AND $3) RETURNING u.id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action)
            SELECT $4, m.group_id, $1, changed.id, CASE WHEN $3 THEN 'managed-removed' ELSE 'managed-restored' END
            FROM changed LEFT JOIN memberships m ON m.user_id = changed.id)
        SELECT leads AND $3 FROM theirs
        """;

    /// <param name="isOn">True removes, false brings back; what is so already stays so.</param>
    public Task<Caring> RunAsync(UserId me, UserId user, bool isOn, CancellationToken cancel) => database.QueryAsync(Sql,
        [new() { Value = me.Value }, new() { Value = user.Value }, new() { Value = isOn }, new() { Value = clock.GetUtcNow() }],
        async (row, token) => !await row.ReadAsync(token) ? Caring.NotThere : row.GetBoolean(0) ? Caring.Leads : Caring.Done, cancel);
}
