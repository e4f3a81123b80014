using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Media;

/// <summary>
/// Gives somebody another portrait, or none: the old one is withdrawn in the same statement, and the trigger of <c>users</c> tells
/// every process and open page. Who may do it is asked before: it is one's own, or somebody's whom one looks after.
/// </summary>
public sealed class SetPortraitCommand(Database database, TimeProvider clock)
{
    private const string Sql = """
        WITH person AS (
            UPDATE users SET photo = $2 WHERE id = $1 AND deleted_at IS NULL AND photo IS DISTINCT FROM $2 RETURNING id),
        old AS (
            UPDATE photos p SET withdrawn_at = $3 FROM person
            WHERE p.owner_id = person.id AND p.kind_id = 1 AND p.withdrawn_at IS NULL)
        INSERT INTO photos (key, kind_id, owner_id, width, height, colour, bytes, created_at)
        SELECT $2, 1, id, $4, $5, $6, $7, $3 FROM person WHERE $2 IS NOT NULL
        """;

    /// <param name="photo">Already in the store; null for none.</param>
    public Task RunAsync(UserId person, Photo? photo, CancellationToken cancel) => database.ExecuteAsync(Sql,
        [
            new() { Value = person.Value }, new() { Value = (object?)photo?.Key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = clock.GetUtcNow() }, .. ColumnsOf(photo),
        ], cancel);

    /// <summary>What a row of <c>photos</c> says of a picture: width, height, colour, bytes.</summary>
    internal static NpgsqlParameter[] ColumnsOf(Photo? photo) =>
    [
        new() { Value = photo?.Width ?? 1 }, new() { Value = photo?.Height ?? 1 }, new() { Value = photo?.Colour ?? "" }, new() { Value = photo?.Bytes ?? 1 },
    ];
}
