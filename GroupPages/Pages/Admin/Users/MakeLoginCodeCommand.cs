using GroupPages.Access;
using GroupPages.Data;

namespace GroupPages.Pages.Admin.Users;

/// <summary>
/// A login code for somebody at the desk. Never for a site admin: whoever takes over one admin's phone must not come to
/// others' accounts by it.
/// </summary>
public sealed class MakeLoginCodeCommand(Database database, TimeProvider clock)
{
    /// <summary>Long enough to hand it over, short enough that a lost slip of paper is worth nothing.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private const string Sql = $"""
        WITH made AS (
            INSERT INTO login_codes (code_hash, user_id, made_by, created_at, expires_at)
            SELECT $4, id, $1, $2, $5 FROM users
            WHERE id = $3 AND NOT is_site_admin AND NOT is_managed AND deleted_at IS NULL AND {SiteAdminRights.Asks} RETURNING user_id)
        INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $2, $1, user_id, 'login-code-made' FROM made
        """;

    /// <returns>The code, which nobody else ever sees in clear; null when there may be none.</returns>
    public async Task<string?> RunAsync(UserId user, UserId by, CancellationToken cancel)
    {
        var code = Secret.NewCode();
        var now = clock.GetUtcNow();
        var rows = await database.ExecuteAsync(Sql,
            [
                new() { Value = by.Value }, new() { Value = now }, new() { Value = user.Value }, new() { Value = Secret.Hash(code) },
                new() { Value = now + Life },
            ], cancel);
        return rows > 0 ? code : null;
    }
}
