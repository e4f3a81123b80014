using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Media;

/// <summary>Gives a group another logo, or none, and notes it in the group's log; for its leaders and site admins.</summary>
public sealed class SetLogoCommand(Database database, TimeProvider clock)
{
    private const string Sql = """
        WITH changed AS (
            UPDATE groups g SET logo = $3 WHERE g.id = $1 AND g.deleted_at IS NULL AND g.logo IS DISTINCT FROM $3
                AND (EXISTS (SELECT FROM memberships m WHERE m.group_id = g.id AND m.user_id = $2 AND m.role_id = 3)
                    OR EXISTS (SELECT FROM users u WHERE u.id = $2 AND u.is_site_admin AND u.deleted_at IS NULL))
            RETURNING g.id),
        old AS (
            UPDATE photos p SET withdrawn_at = $4 FROM changed WHERE p.group_id = changed.id AND p.withdrawn_at IS NULL),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, action)
            SELECT $4, id, $2, CASE WHEN $3 IS NULL THEN 'logo-removed' ELSE 'logo-changed' END FROM changed)
        INSERT INTO photos (key, kind_id, group_id, width, height, colour, bytes, created_at)
        SELECT $3, 2, id, $5, $6, $7, $8, $4 FROM changed WHERE $3 IS NOT NULL
        """;

    /// <param name="by">Who does it; for somebody who may not, nothing changes.</param>
    /// <param name="logo">Already in the store; null for none.</param>
    public Task RunAsync(GroupId group, UserId by, Photo? logo, CancellationToken cancel) => database.ExecuteAsync(Sql,
        [
            new() { Value = group.Value }, new() { Value = by.Value },
            new() { Value = (object?)logo?.Key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = clock.GetUtcNow() },
            .. SetPortraitCommand.ColumnsOf(logo),
        ], cancel);
}
