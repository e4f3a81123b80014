using GroupPages.Access;
using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Codes;

/// <summary>Makes, changes, withdraws and revives a group code: each one statement with its line in the audit log.</summary>
public sealed class CodeCommands(Database database, JoinCodes codes, TimeProvider clock)
{
    private const string Terms = "jsonb_build_object('label', label, 'opens', starts_at, 'ends', expires_at, 'limit', use_limit, 'lobby', lobby)";

    /// <summary>Makes a code. Null when the word is taken by another code, of this group or any.</summary>
    public Task<JoinCodeId?> MakeAsync(GroupId group, UserId by, CodeTerms terms, CancellationToken cancel) => database.QueryOnceAsync<JoinCodeId?>($"""
        WITH made AS (
            INSERT INTO join_codes (group_id, kind, code, owner_id, label, starts_at, expires_at, use_limit, lobby, created_at)
            SELECT $1, 'group', $9, $2, $4, $5, $6, $7, $8, $3 WHERE {GroupRights.Leads}
            ON CONFLICT (code) DO NOTHING RETURNING *),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, action, details)
            SELECT $3, $1, $2, 'code-made', {Terms} || jsonb_build_object('code', id) FROM made)
        SELECT id FROM made
        """, [.. Common(group, by, terms), new() { Value = terms.Word ?? Secret.NewCode() }],
        async (row, token) => await row.ReadAsync(token) ? new(row.GetInt64(0)) : null, cancel);

    /// <summary>Changes a code's terms. False when it is not there.</summary>
    public Task<bool> ChangeAsync(GroupId group, UserId by, GroupCode code, CodeTerms terms, CancellationToken cancel) => WriteAsync(code, $"""
        WITH before AS (SELECT id, {Terms} AS terms FROM join_codes WHERE id = $9 AND group_id = $1 AND kind = 'group'),
        changed AS (
            UPDATE join_codes c SET label = $4, starts_at = $5, expires_at = $6, use_limit = CASE WHEN $7 IS NOT NULL THEN greatest($7, uses) END, lobby = $8
            FROM before WHERE c.id = before.id AND {GroupRights.Leads}
            RETURNING c.*),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, action, details)
            SELECT $3, $1, $2, 'code-changed', jsonb_build_object('code', changed.id, 'before', before.terms, 'after', {Terms})
            FROM changed, before WHERE before.terms <> {Terms})
        SELECT count(*) FROM changed
        """, [.. Common(group, by, terms), new() { Value = code.Id.Value }], cancel);

    /// <summary>Withdraws a code, or revives it. Who is already as asked stays so, and it is noted once.</summary>
    public Task<bool> RevokeAsync(GroupId group, UserId by, GroupCode code, bool isRevoked, CancellationToken cancel) => WriteAsync(code, $"""
        WITH changed AS (
            UPDATE join_codes c SET revoked_at = CASE WHEN $5 THEN $3 END
            WHERE c.id = $4 AND c.group_id = $1 AND c.kind = 'group' AND (c.revoked_at IS NULL) = $5 AND {GroupRights.Leads} RETURNING id, label),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, action, details)
            SELECT $3, $1, $2, CASE WHEN $5 THEN 'code-revoked' ELSE 'code-revived' END, jsonb_build_object('code', id, 'label', label) FROM changed)
        SELECT count(*) FROM changed
        """,
        [
            new() { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = code.Id.Value },
            new() { Value = isRevoked },
        ], cancel);

    private async Task<bool> WriteAsync(GroupCode code, string sql, IEnumerable<NpgsqlParameter> values, CancellationToken cancel)
    {
        var done = await database.QueryOnceAsync(sql, values, async (row, token) => await row.ReadAsync(token) && row.GetInt64(0) == 1, cancel);
        // The trigger tells every process; on this one the next scan must find it at once.
        codes.Drop(code.Code);
        return done;
    }

    private NpgsqlParameter[] Common(GroupId group, UserId by, CodeTerms terms) =>
    [
        new() { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = terms.Label },
        new() { Value = (object?)terms.StartsAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        new() { Value = (object?)terms.ExpiresAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        new() { Value = (object?)terms.UseLimit ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
        new() { Value = terms.HasLobby },
    ];
}
