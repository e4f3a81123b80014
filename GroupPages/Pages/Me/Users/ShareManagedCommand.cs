using GroupPages.Data;

namespace GroupPages.Pages.Me.Users;

/// <summary>
/// Lets somebody else look after a managed user too, or instead. It must be somebody of a group of mine, with nobody blocked
/// between us; they find a notice of it. Those who look after the user are locked first, so that of two who stop at the
/// same moment one stays.
/// </summary>
public sealed class ShareManagedCommand(Database database, TimeProvider clock)
{
    /// <summary>How many may look after one person.</summary>
    public const int Most = 6;

    private const string Locked = """
        keepers AS MATERIALIZED (
            SELECT k.guardian_id, u.first_name FROM guardians k JOIN users u ON u.id = k.user_id AND u.is_managed AND u.deleted_at IS NULL
            WHERE k.user_id = $2 ORDER BY k.guardian_id FOR UPDATE OF k),
        mine AS (SELECT first_name FROM keepers WHERE guardian_id = $1)
        """;

    private const string ShareSql = $"""
        WITH {Locked},
        other AS (
            SELECT o.id FROM users o, mine
            WHERE o.id = $3 AND may_write_to($1, o.id)),
        given AS (
            INSERT INTO guardians (user_id, guardian_id, created_at)
            SELECT $2, other.id, $5 FROM other WHERE $4 OR (SELECT count(*) FROM keepers) < $6 ON CONFLICT DO NOTHING RETURNING guardian_id),
        gone AS (DELETE FROM guardians USING other WHERE $4 AND user_id = $2 AND guardian_id = $1),
        told AS (
            INSERT INTO notices (user_id, text, created_at)
            SELECT given.guardian_id, btrim(me.first_name || ' ' || me.last_name) || CASE WHEN $4 THEN ' asks you to look after '
                ELSE ' would like you to help look after ' END || mine.first_name || '. You find them under Me, People I look after.', $5
            FROM given, mine, users me WHERE me.id = $1),
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action, details)
            SELECT $5, $1, $2, CASE WHEN $4 THEN 'managed-handed-over' ELSE 'managed-shared' END, jsonb_build_object('to', $3) FROM other
            WHERE $4 OR EXISTS (SELECT FROM given))
        SELECT EXISTS (SELECT FROM other), EXISTS (SELECT FROM given) OR EXISTS (SELECT FROM keepers WHERE guardian_id = $3) OR $4
        """;

    private const string StopSql = $"""
        WITH {Locked},
        gone AS (
            DELETE FROM guardians USING mine WHERE user_id = $2 AND guardian_id = $1 AND (SELECT count(*) FROM keepers) > 1 RETURNING user_id),
        noted AS (INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $3, $1, user_id, 'managed-given-up' FROM gone)
        SELECT EXISTS (SELECT FROM mine), EXISTS (SELECT FROM gone)
        """;

    /// <param name="isHandover">True: <paramref name="other"/> instead of me.</param>
    public Task<Caring> RunAsync(UserId me, UserId user, UserId other, bool isHandover, CancellationToken cancel) => database.QueryOnceAsync(ShareSql,
        [
            new() { Value = me.Value }, new() { Value = user.Value }, new() { Value = other.Value }, new() { Value = isHandover },
            new() { Value = clock.GetUtcNow() }, new() { Value = Most },
        ],
        async (row, token) => !await row.ReadAsync(token) || !row.GetBoolean(0) ? Caring.NotThere : row.GetBoolean(1) ? Caring.Done : Caring.EnoughOthers, cancel);

    /// <summary>Looks after somebody no longer, when others do.</summary>
    public Task<Caring> StopAsync(UserId me, UserId user, CancellationToken cancel) => database.QueryOnceAsync(StopSql,
        [new() { Value = me.Value }, new() { Value = user.Value }, new() { Value = clock.GetUtcNow() }],
        async (row, token) => !await row.ReadAsync(token) || !row.GetBoolean(0) ? Caring.NotThere : row.GetBoolean(1) ? Caring.Done : Caring.OnlyMe, cancel);
}
