using GroupPages.Access;
using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Media;

/// <summary>
/// Gives somebody another portrait, or none: the old one is withdrawn with it, and the trigger of <c>users</c> tells
/// every process and open page. Who may do it is asked before: it is one's own, or somebody's whom one looks after.
/// </summary>
public sealed class SetPortraitCommand(Database database, GroupSnapshots groups, TimeProvider clock)
{
    // Step after step in the database (sql/0042): of two at the same moment the later one withdraws the earlier one's picture.
    private const string Sql = "SELECT set_portrait($1, $2, $3, $4, $5, $6, $7)";

    /// <param name="photo">Already in the store; null for none.</param>
    public async Task RunAsync(UserId person, Photo? photo, CancellationToken cancel)
    {
        await database.ExecuteAsync(Sql,
            [
                new() { Value = person.Value }, new() { Value = (object?)photo?.Key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = clock.GetUtcNow() }, .. ColumnsOf(photo),
            ], cancel);
        await groups.ShowsAsync(person, card => card is null || card.Photo == photo?.Key, cancel);
    }

    /// <summary>What a row of <c>photos</c> says of a picture: width, height, colour, bytes.</summary>
    internal static NpgsqlParameter[] ColumnsOf(Photo? photo) =>
    [
        new() { Value = photo?.Width ?? 1 }, new() { Value = photo?.Height ?? 1 }, new() { Value = photo?.Colour ?? "" }, new() { Value = photo?.Bytes ?? 1 },
    ];
}
