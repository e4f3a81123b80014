using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Me.Leaving;

/// <summary>How the deletion of an account ended.</summary>
/// <param name="Only">The groups that would be left without a leader: then nothing was done.</param>
/// <param name="IsLastSiteAdmin">The site would be left without a site admin: nothing was done either.</param>
public sealed record Leaving(bool IsDone, IReadOnlyList<string> Only, bool IsLastSiteAdmin);

/// <summary>
/// Deletes the asker's own account, in one statement: they are gone from every group at once, all their sessions end, and
/// their personal codes let nobody in. Signing in within 30 days brings it back (sql/0012); after that the eraser comes.
/// Whom only they look after goes with them.
/// </summary>
public sealed class DeleteAccountCommand(Database database, GroupSnapshots groups, TimeProvider clock)
{
    /// <summary>How long an account may be brought back (PRODUCT.md, data rules).</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    // The leaders of the groups that I lead are locked as people, too: of two who delete their accounts at the same moment,
    // the later one's statement looks again, and finds the other deleted.
    private const string Sql = """
        WITH led AS (
            SELECT m.group_id, g.name FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
            WHERE m.user_id = $1 AND m.role_id = 3),
        leaders AS MATERIALIZED (
            SELECT m.group_id, m.user_id FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.group_id IN (SELECT group_id FROM led) AND m.role_id = 3 AND u.deleted_at IS NULL
            ORDER BY m.user_id, m.group_id FOR UPDATE OF m, u),
        alone AS (
            SELECT name FROM led WHERE NOT EXISTS (SELECT FROM leaders l WHERE l.group_id = led.group_id AND l.user_id <> $1)),
        admins AS MATERIALIZED (
            SELECT id FROM users WHERE is_site_admin AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE),
        gone AS (
            UPDATE users SET deleted_at = $2, leaving_at = $2
            WHERE id = $1 AND deleted_at IS NULL AND NOT EXISTS (SELECT FROM alone)
                AND (NOT is_site_admin OR EXISTS (SELECT FROM admins WHERE id <> $1)) RETURNING id),
        kept AS (
            UPDATE users u SET deleted_at = $2, leaving_at = $2 FROM gone, guardians k
            WHERE k.guardian_id = gone.id AND u.id = k.user_id AND u.is_managed AND u.deleted_at IS NULL AND NOT EXISTS (
                SELECT FROM guardians o JOIN users p ON p.id = o.guardian_id AND p.deleted_at IS NULL
                WHERE o.user_id = u.id AND o.guardian_id <> gone.id)),
        ended AS (DELETE FROM sessions USING gone WHERE user_id = gone.id),
        unused AS (DELETE FROM login_codes USING gone WHERE user_id = gone.id AND used_at IS NULL),
        closed AS (
            UPDATE join_codes SET revoked_at = $2 FROM gone WHERE owner_id = gone.id AND kind = 'personal' AND revoked_at IS NULL),
        back AS (
            INSERT INTO login_codes (code_hash, user_id, made_by, created_at, expires_at) SELECT $3, id, id, $2, $4 FROM gone),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action)
            SELECT $2, m.group_id, gone.id, gone.id, 'account-deleted' FROM gone LEFT JOIN memberships m ON m.user_id = gone.id)
        SELECT EXISTS (SELECT FROM gone), ARRAY(SELECT name FROM alone ORDER BY name),
            EXISTS (SELECT FROM admins WHERE id = $1) AND NOT EXISTS (SELECT FROM admins WHERE id <> $1)
        """;

    /// <param name="wayBack">A fresh login code, good for as long as the account can be brought back: who has no email has no other way.</param>
    public async Task<Leaving> RunAsync(UserId me, string wayBack, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var ended = await database.QueryOnceAsync(Sql,
            [new() { Value = me.Value }, new() { Value = now }, new() { Value = Secret.Hash(wayBack) }, new() { Value = now + Grace }],
            async (row, token) => await row.ReadAsync(token) ? new Leaving(row.GetBoolean(0), row.GetFieldValue<string[]>(1), row.GetBoolean(2)) : new(false, [], false), cancel);
        if (ended.IsDone)
            await groups.ShowsAsync(me, card => card is null, cancel);
        return ended;
    }
}
