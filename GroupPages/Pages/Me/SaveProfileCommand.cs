using GroupPages.Access;
using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Me;

/// <summary>
/// Writes what was changed in my profile, everywhere it stands: the trigger tells every process and open page. All of it
/// or, when another tab wrote one of the same fields meanwhile, nothing.
/// </summary>
public sealed class SaveProfileCommand(Database database, GroupSnapshots groups)
{
    /// <returns>False when something was written meanwhile that this would take back.</returns>
    public async Task<bool> RunAsync(UserId me, ProfileForm form, CancellationToken cancel)
    {
        if (form.Fields.All(field => field.Change is null))
            return true;
        var isSaved = await database.ExecuteAsync("""
            UPDATE users SET first_name = coalesce($2, first_name), last_name = coalesce($3, last_name),
                phone = CASE WHEN $4 IS NULL THEN phone ELSE nullif($4, '') END,
                about = coalesce($5, about), contact_visible_to = coalesce($6, contact_visible_to)
            WHERE id = $1 AND deleted_at IS NULL
                AND ($2 IS NULL OR $7 IS NULL OR first_name IN ($2, $7)) AND ($3 IS NULL OR $8 IS NULL OR last_name IN ($3, $8))
                AND ($4 IS NULL OR $9 IS NULL OR coalesce(phone, '') IN ($4, $9)) AND ($5 IS NULL OR $10 IS NULL OR about IN ($5, $10))
                AND ($6 IS NULL OR $11 IS NULL OR contact_visible_to IN ($6, $11))
            """,
            [
                new() { Value = me.Value }, .. form.Fields.Select(field => Text(field.Change)), .. form.Fields.Select(field => Text(field.Before)),
            ], cancel) > 0;
        if (isSaved)
            await groups.ShowsAsync(me, card => card is null || (Shows(card.FirstName, form["firstName"]) && Shows(card.LastName, form["lastName"])), cancel);
        return isSaved;
    }

    private static bool Shows(string shown, ProfileField field) => field.Change is null || field.Change == shown;

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
