using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Media;

/// <summary>Gives a group another logo, or none, and notes it in the group's log; for its leaders and site admins.</summary>
public sealed class SetLogoCommand(Database database, TimeProvider clock)
{
    // As a portrait is set: sql/0042.
    private const string Sql = "SELECT set_logo($1, $2, $3, $4, $5, $6, $7, $8)";

    /// <param name="by">Who does it; for somebody who may not, nothing changes.</param>
    /// <param name="logo">Already in the store; null for none.</param>
    public Task RunAsync(GroupId group, UserId by, Photo? logo, CancellationToken cancel) => database.ExecuteAsync(Sql,
        [
            new() { Value = group.Value }, new() { Value = by.Value },
            new() { Value = (object?)logo?.Key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = clock.GetUtcNow() },
            .. SetPortraitCommand.ColumnsOf(logo),
        ], cancel);
}
