using GroupPages.Data;

namespace GroupPages.Pages.Admin.Users;

/// <summary>Restores a deleted person, with their memberships, messages and own join codes; the phones stay signed out.</summary>
public sealed class RestoreUserCommand(Database database, TimeProvider clock)
{
    // The row's lock decides between this and an erasure, or another restore, at the same moment; which, the page then shows.
    private const string Sql = $"""
        WITH deleted AS MATERIALIZED (
            SELECT id, deleted_at FROM users
            WHERE id = $3 AND deleted_at > $2 - interval '30 days' AND {SiteAdminRights.Asks} FOR NO KEY UPDATE),
        restored AS (UPDATE users u SET deleted_at = NULL, leaving_at = NULL FROM deleted WHERE u.id = deleted.id RETURNING u.id),
        opened AS (
            UPDATE join_codes c SET revoked_at = NULL FROM deleted
            WHERE c.owner_id = deleted.id AND c.kind = 'personal' AND c.revoked_at = deleted.deleted_at),
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $2, $1, id, 'user-restored' FROM restored)
        SELECT CASE WHEN EXISTS (SELECT FROM restored) THEN 'Done' WHEN deleted_at <= $2 - interval '30 days' THEN 'TooLate' ELSE 'AlreadyOtherwise' END
        FROM users WHERE id = $3 AND {SiteAdminRights.Asks}
        """;

    public Task<DeskOutcome> RunAsync(UserId user, UserId by, CancellationToken cancel) => database.ChangeAsync(Sql,
        [new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = user.Value }], cancel);
}
