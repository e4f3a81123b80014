using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Me.Users;

/// <summary>
/// Gives a managed user other names, and brings them into those of my groups that are chosen and out of those that are not.
/// Groups I am not in stay as they are; so does one they lead. Who was banned does not come back this way.
/// </summary>
public sealed class ChangeManagedCommand(Database database, GroupSnapshots snapshots, TimeProvider clock)
{
    private const string Sql = """
        WITH theirs AS (
            SELECT u.id FROM users u JOIN guardians k ON k.user_id = u.id AND k.guardian_id = $1
            WHERE u.id = $2 AND u.is_managed AND u.deleted_at IS NULL FOR NO KEY UPDATE OF u),
        named AS (
            UPDATE users u SET first_name = $3, last_name = $4 FROM theirs
            WHERE u.id = theirs.id AND (u.first_name, u.last_name) IS DISTINCT FROM ($3, $4)),
        mine AS (
            SELECT g.id, CASE WHEN g.join_policy = 'approval' AND m.role_id < 3 THEN 1 ELSE 2 END AS role_id
            FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL WHERE m.user_id = $1 AND m.role_id >= 2),
        joined AS (
            INSERT INTO memberships (group_id, user_id, role_id, joined_at)
            SELECT mine.id, theirs.id, mine.role_id, $6 FROM theirs, mine
            WHERE mine.id = ANY($5) AND NOT EXISTS (
                SELECT FROM bans b WHERE b.group_id = mine.id AND b.user_id = theirs.id AND (b.expires_at IS NULL OR b.expires_at > $6))
            ON CONFLICT DO NOTHING RETURNING group_id),
        gone AS (
            DELETE FROM memberships m USING theirs, mine
            WHERE m.user_id = theirs.id AND m.group_id = mine.id AND mine.id <> ALL($5) AND m.role_id < 3 RETURNING m.group_id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action)
            SELECT $6, group_id, $1, $2, 'managed-joined' FROM joined UNION ALL SELECT $6, group_id, $1, $2, 'managed-left' FROM gone)
        SELECT FROM theirs
        """;

    /// <returns>False when it is nobody that <paramref name="me"/> looks after.</returns>
    public async Task<bool> RunAsync(UserId me, UserId user, string first, string last, long[] groups, CancellationToken cancel)
    {
        var isDone = await database.QueryAsync(Sql,
            [
                new() { Value = me.Value }, new() { Value = user.Value }, new() { Value = first }, new() { Value = last }, new() { Value = groups },
                new() { Value = clock.GetUtcNow() },
            ],
            async (row, token) => await row.ReadAsync(token), cancel);
        if (isDone)
            await snapshots.ShowsAsync(user, card => card is null || (card.FirstName == first && card.LastName == last), cancel);
        return isDone;
    }
}
