using Npgsql;

namespace GroupPages.Pages.Admin;

/// <summary>How saving a form ended: what stands there now, and whether that was what the form had been filled from.</summary>
/// <param name="Version">Of the row as it stands there: its <c>xmin</c> (docs/decisions/0016).</param>
/// <param name="IsSaved">False when somebody else was quicker: nothing was overwritten.</param>
public sealed record Saved<T>(T Now, string Version, bool IsSaved);

/// <summary>
/// What one only may have. The index decides, not a look before: of two who take one address at once, one is told beside
/// the field.
/// </summary>
internal static class Taken
{
    private static readonly Dictionary<string, (string Field, string Words)> Constraints = new()
    {
        ["users_email_key"] = ("email", DeskErrors.EmailTaken),
        ["groups_slug_key"] = ("slug", DeskErrors.SlugTaken),
    };

    /// <returns>What was written; null with the fault noted.</returns>
    public static async Task<T?> NoteAsync<T>(Faults faults, Func<Task<T?>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation && Constraints.ContainsKey(error.ConstraintName ?? ""))
        {
            var (field, words) = Constraints[error.ConstraintName!];
            faults.Note(field, words);
            return default;
        }
    }
}
