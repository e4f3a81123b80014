using GroupPages.Access;
using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary>Whom an undo is about: everybody who came by one code since a moment.</summary>
/// <param name="WithLeaders">Those of them who were made leaders since, too; else they stay.</param>
/// <param name="Revokes">The code lets nobody in any more.</param>
public sealed record UndoTerms(DateTimeOffset Since, bool WithLeaders, bool Revokes);

/// <summary>
/// Takes back the joins by a code that leaked: exactly those who came by it since then, whatever they became. Their
/// memberships are kept for seven days, to be put back. Never whoever asks, and never the last leader.
/// </summary>
public sealed class UndoJoinsCommand(Database database, JoinCodes codes, TimeProvider clock)
{
    public static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    /// <returns>Who is out by it.</returns>
    public async Task<IReadOnlyList<UserId>> UndoAsync(GroupId group, UserId by, GroupCode code, UndoTerms terms, CancellationToken cancel)
    {
        var gone = await database.QueryOnceAsync($"""
            WITH leaders AS MATERIALIZED (
                SELECT m.user_id, m.join_code_id, m.joined_at FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL
                WHERE m.group_id = $1 AND m.role_id = 3 ORDER BY m.user_id FOR UPDATE OF m FOR NO KEY UPDATE OF u),
            target AS MATERIALIZED (
                SELECT m.user_id FROM memberships m
                WHERE m.group_id = $1 AND m.join_code_id = $4 AND m.joined_at >= $5 AND m.user_id <> $2 AND {GroupRights.Leads}
                    AND (m.role_id < 3 OR ($6 AND EXISTS (
                        SELECT FROM leaders l WHERE l.user_id = $2 OR l.join_code_id IS DISTINCT FROM $4 OR l.joined_at < $5)))
                ORDER BY m.user_id FOR UPDATE),
            undone AS (
                INSERT INTO undone_joins (group_id, join_code_id, since, undone_at, undone_by)
                SELECT $1, $4, $5, $3, $2 WHERE EXISTS (SELECT FROM target) RETURNING id),
            gone AS (
                DELETE FROM memberships m USING target WHERE m.group_id = $1 AND m.user_id = target.user_id
                RETURNING m.user_id, m.role_id, m.joined_at, m.join_key, m.muted_until),
            kept AS (
                INSERT INTO undone_members (undone_id, user_id, role_id, joined_at, join_key, muted_until)
                SELECT undone.id, gone.* FROM gone, undone),
            revoked AS (UPDATE join_codes SET revoked_at = $3 WHERE id = $4 AND group_id = $1 AND $7 AND revoked_at IS NULL AND {GroupRights.Leads} RETURNING id),
            noted AS (
                INSERT INTO audit_log (at, group_id, actor_id, user_id, action, details)
                SELECT $3, $1, $2, gone.user_id, 'join-undone', jsonb_build_object('code', $4::bigint, 'since', $5::timestamptz) FROM gone
                UNION ALL SELECT $3, $1, $2, NULL, 'code-revoked', jsonb_build_object('code', id) FROM revoked)
            SELECT user_id FROM gone
            """,
            [
                .. Common(group, by), new() { Value = code.Id.Value }, new() { Value = terms.Since }, new() { Value = terms.WithLeaders },
                new() { Value = terms.Revokes },
            ], ReadAsync, cancel);
        codes.Drop(code.Code);
        return gone;
    }

    /// <summary>Puts the people of an undo back as they were; not who was banned meanwhile, or is there again.</summary>
    /// <returns>Who is back by it; nobody when it was done already, or is too long ago.</returns>
    public Task<IReadOnlyList<UserId>> PutBackAsync(GroupId group, UserId by, long undo, CancellationToken cancel) => database.QueryOnceAsync($"""
        WITH back AS (
            UPDATE undone_joins SET put_back_at = $3, put_back_by = $2
            WHERE id = $4 AND group_id = $1 AND put_back_at IS NULL AND undone_at > $5 AND {GroupRights.Leads} RETURNING id, join_code_id),
        made AS (
            INSERT INTO memberships (group_id, user_id, role_id, joined_at, join_code_id, join_key, muted_until)
            SELECT $1, u.user_id, u.role_id, u.joined_at, back.join_code_id, u.join_key, u.muted_until
            FROM back JOIN undone_members u ON u.undone_id = back.id JOIN users p ON p.id = u.user_id AND p.deleted_at IS NULL
            WHERE NOT is_banned($1, u.user_id)
            ON CONFLICT DO NOTHING RETURNING user_id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, user_id, action) SELECT $3, $1, $2, user_id, 'join-put-back' FROM made)
        SELECT user_id FROM made
        """, [.. Common(group, by), new() { Value = undo }, new() { Value = clock.GetUtcNow() - Grace }], ReadAsync, cancel);

    private NpgsqlParameter[] Common(GroupId group, UserId by) =>
        [new() { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }];

    private static async Task<IReadOnlyList<UserId>> ReadAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        List<UserId> users = [];
        while (await row.ReadAsync(cancel))
            users.Add(new(row.GetInt64(0)));
        return users;
    }
}
