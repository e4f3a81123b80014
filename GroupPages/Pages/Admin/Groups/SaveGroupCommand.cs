using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Admin.Groups;

/// <summary>
/// Saves a group if it is still the one that was shown. The version is the row's <c>xmin</c>, which PostgreSQL renews with
/// every change, whoever makes it.
/// </summary>
public sealed class SaveGroupCommand(Database database, TimeProvider clock)
{
    private const string Sql = $"""
        WITH before AS MATERIALIZED (
            SELECT *, xmin::text AS version FROM groups WHERE id = $4 AND {SiteAdminRights.Asks} FOR NO KEY UPDATE),
        changes AS MATERIALIZED (
            SELECT changes_between(
                jsonb_build_object('name', name, 'slug', slug, 'description', description, 'address', address, 'phone', phone, 'type', type_id,
                    'joinPolicy', join_policy, 'visibility', visibility, 'personalCodes', personal_codes, 'roomWriters', room_writers,
                    'roomPause', room_pause, 'newcomersShare', newcomers_share),
                jsonb_build_object('name', $5::text, 'slug', $6::text, 'description', $7::text, 'address', $8::text, 'phone', $9::text, 'type', $10::smallint,
                    'joinPolicy', $11::text, 'visibility', $12::text, 'personalCodes', $13::boolean, 'roomWriters', $14::text,
                    'roomPause', $15::int, 'newcomersShare', $16::boolean)) AS details
            FROM before WHERE version = $3),
        saved AS (
            UPDATE groups g SET name = $5, slug = $6, description = $7, address = $8, phone = $9, type_id = $10, join_policy = $11,
                visibility = $12, personal_codes = $13, room_writers = $14, room_pause = $15, newcomers_share = $16
            FROM changes WHERE g.id = $4 AND changes.details IS NOT NULL RETURNING g.id),
        noted AS (
            INSERT INTO audit_log (at, group_id, actor_id, action, details) SELECT $2, id, $1, 'group-edited', details FROM saved, changes)
        SELECT name, slug, description, address, phone, type_id, join_policy, visibility, personal_codes, room_writers, room_pause,
            newcomers_share, version, version = $3 FROM before
        """;

    /// <returns>Null when there is no such group, or whoever asked is no site admin any more.</returns>
    /// <exception cref="PostgresException">The address is another group's: <c>groups_slug_key</c>.</exception>
    public Task<Saved<GroupFields>?> RunAsync(GroupId id, GroupFields group, string version, UserId by, CancellationToken cancel) => database.QueryOnceAsync(Sql,
        [
            new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = version }, new() { Value = id.Value },
            .. CreateGroupCommand.Parameters(group),
        ],
        async (row, token) => await row.ReadAsync(token) ? new Saved<GroupFields>(Read(row), row.GetString(12), row.GetBoolean(13)) : null, cancel);

    /// <summary>The twelve fields, from the first column on.</summary>
    internal static GroupFields Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt16(5), row.GetString(6),
        row.GetString(7), row.GetBoolean(8), row.GetString(9), row.GetInt32(10), row.GetBoolean(11));
}
