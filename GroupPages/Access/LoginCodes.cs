using GroupPages.Data;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace GroupPages.Access;

/// <summary>Login codes: sign one known user in on a new phone. Single use, short life, stored as hashes.</summary>
public sealed class LoginCodes(IDbContextFactory<GroupPagesDb> contexts, Database database, TimeProvider clock)
{
    // Who was a plain member when the code was made may lead a group by now, and who made it may lead none: then it ends.
    private const string StillHolds = """
        (c.made_by IS NULL OR c.made_by = c.user_id OR may_let_in_as(c.made_by, c.user_id)
            OR EXISTS (SELECT FROM users m WHERE m.id = c.made_by AND m.is_site_admin AND m.deleted_at IS NULL))
        """;

    /// <summary>
    /// A part of a statement: the unused codes of whom another part names end at a moment. With the sessions that somebody ends because
    /// they may be a stranger's: who had one of these could make a code, and come back by it.
    /// </summary>
    /// <param name="who">The part with the users, as <c>id</c>.</param>
    /// <param name="now">The parameter of the moment.</param>
    internal static string End(string who, string now) => $"""
        spent AS (
            UPDATE login_codes c SET expires_at = {now} FROM {who}
            WHERE c.user_id = {who}.id AND c.used_at IS NULL AND c.expires_at > {now} AND c.created_at < {now})
        """;

    /// <summary>Makes a code for a user; only the caller ever sees it in clear.</summary>
    public async Task<string> MakeAsync(UserId user, UserId? madeBy, TimeSpan life, CancellationToken cancel)
    {
        var code = Secret.NewCode();
        var now = clock.GetUtcNow();
        await database.ExecuteAsync("""
            WITH made AS (
                INSERT INTO login_codes (code_hash, user_id, made_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5))
            INSERT INTO audit_log (at, actor_id, user_id, action) VALUES ($4, $3, $2, 'login-code-made')
            """,
            [
                new() { Value = Secret.Hash(code) }, new() { Value = user.Value },
                new() { Value = (object?)madeBy?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = now }, new() { Value = now + life },
            ], cancel);
        return code;
    }

    /// <summary>The first name a code would sign in as; null when it is unknown, used or over. Changes nothing.</summary>
    public async Task<string?> WhoAsync(string code, CancellationToken cancel)
    {
        var hash = Secret.Hash(code);
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.LoginCodes.AsNoTracking()
            .Where(c => c.CodeHash == hash && c.UsedAt == null && c.ExpiresAt > now && !c.User.IsManaged
                && (c.User.DeletedAt == null || (c.User.DeletedAt == c.User.LeavingAt && c.User.DeletedAt > now.AddDays(-30))))
            .Select(c => c.User.FirstName).FirstOrDefaultAsync(cancel);
    }

    /// <summary>
    /// Uses the code up and opens a session under <paramref name="token"/>, in one statement: of two phones at once, one
    /// gets in. A session the phone had before ends with it, so a planted one never becomes the new user's.
    /// </summary>
    /// <returns>True when signed in; false when the code is unknown, used or over.</returns>
    public async Task<bool> UseAsync(string code, string token, string device, SessionId? before, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return await database.QueryOnceAsync($"""
            WITH used AS (
                UPDATE login_codes c SET used_at = $3, session_id = nextval(pg_get_serial_sequence('sessions', 'id')) FROM users u
                WHERE c.code_hash = $1 AND c.used_at IS NULL AND c.expires_at > $3 AND u.id = c.user_id AND may_sign_in(u, $3)
                    AND {StillHolds}
                RETURNING c.user_id, c.session_id),
            ended AS (DELETE FROM sessions WHERE id = $6 AND EXISTS (SELECT FROM used)),
            opened AS (
                INSERT INTO sessions (id, token_hash, user_id, device, created_at, last_seen_at, expires_at) OVERRIDING SYSTEM VALUE
                SELECT session_id, $2, user_id, $4, $3, $3, $5 FROM used RETURNING user_id),
            noted AS (
                INSERT INTO audit_log (at, actor_id, user_id, action, details)
                SELECT $3, user_id, user_id, 'login-code-used', jsonb_build_object('device', $4) FROM used)
            SELECT count(*) FROM opened
            """,
            [
                new() { Value = Secret.Hash(code) }, new() { Value = Secret.Hash(token) }, new() { Value = now }, new() { Value = device },
                new() { Value = now + Sessions.Life },
                new() { Value = (object?)before?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
            ],
            async (row, cancelled) => await row.ReadAsync(cancelled) && row.GetInt64(0) == 1, cancel, isUrgent: true);
    }
}
