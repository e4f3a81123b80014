using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Pages.Admin;
using Npgsql;

namespace GroupPages.Pages.Groups.Admin.Settings;

/// <summary>
/// A group's settings, read and saved. The version is the row's <c>xmin</c>, which PostgreSQL renews with every change,
/// whoever makes it: of two leaders who save at once, the later is told and overwrites nothing.
/// </summary>
public sealed class SaveSettingsCommand(Database database, TimeProvider clock)
{
    private const string Fields = "name, slug, description, address, phone, type_id, join_policy = 'approval', visibility = 'hidden', personal_codes";

    private const string Noted = """
        jsonb_build_object('name', name, 'slug', slug, 'description', description, 'address', address, 'phone', phone, 'type', type_id,
            'joinPolicy', join_policy, 'visibility', visibility, 'personalCodes', personal_codes)
        """;

    private const string Save = $"""
        WITH before AS MATERIALIZED (
            SELECT *, xmin::text AS version, {Noted} AS noted FROM groups WHERE id = $1 AND {GroupRights.Leads} FOR NO KEY UPDATE),
        saved AS (
            UPDATE groups g SET name = $5, slug = $6, description = $7, address = $8, phone = $9, type_id = $10,
                join_policy = CASE WHEN $11 THEN 'approval' ELSE 'open' END, visibility = CASE WHEN $12 THEN 'hidden' ELSE 'unlisted' END, personal_codes = $13
            FROM before b WHERE g.id = b.id AND b.version = $4
            RETURNING g.*),
        changes AS (
            SELECT was.key, was.value AS before, became.value AS after
            FROM before, LATERAL jsonb_each(before.noted) was, LATERAL (SELECT {Noted} AS noted FROM saved) now, LATERAL jsonb_each(now.noted) became
            WHERE was.key = became.key AND was.value <> became.value),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, action, details)
            SELECT $3, $1, $2, 'group-edited', jsonb_build_object('before', jsonb_object_agg(key, before), 'after', jsonb_object_agg(key, after))
            FROM changes HAVING count(*) > 0)
        SELECT {Fields}, version, version = $4 FROM before
        """;

    public Task<Saved<GroupSettings>?> FindAsync(GroupId group, UserId by, CancellationToken cancel) => database.QueryAsync(
        $"SELECT {Fields}, xmin::text, false FROM groups WHERE id = $1 AND {GroupRights.Leads}",
        [new() { Value = group.Value }, new() { Value = by.Value }], ReadAsync, cancel);

    /// <returns>Null when whoever asked leads it no longer. What stands there now, when somebody else was quicker.</returns>
    /// <exception cref="PostgresException">The slug is, or was, another group's: <c>groups_slug_key</c>.</exception>
    public Task<Saved<GroupSettings>?> RunAsync(GroupId group, UserId by, GroupSettings settings, string version, CancellationToken cancel) => database.QueryOnceAsync(Save,
        [
            new() { Value = group.Value }, new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = version },
            new() { Value = settings.Name }, new() { Value = settings.Slug }, new() { Value = settings.Description }, new() { Value = settings.Address },
            new() { Value = settings.Phone }, new() { Value = settings.TypeId }, new() { Value = settings.NeedsApproval },
            new() { Value = settings.IsHidden }, new() { Value = settings.HasPersonalCodes },
        ], ReadAsync, cancel);

    /// <summary>True for an error that means: the slug belongs to another group.</summary>
    public static bool IsTaken(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "groups_slug_key" };

    private static async Task<Saved<GroupSettings>?> ReadAsync(NpgsqlDataReader row, CancellationToken cancel) => await row.ReadAsync(cancel)
        ? new(new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt16(5), row.GetBoolean(6),
            row.GetBoolean(7), row.GetBoolean(8)), row.GetString(9), row.GetBoolean(10))
        : null;
}
