using GroupPages.Data;
using Npgsql;

namespace GroupPages.Pages.Admin.Users;

/// <summary>
/// Saves a person's profile if it is still the one that was shown. The version is the row's <c>xmin</c>, which PostgreSQL
/// renews with every change, whoever makes it.
/// </summary>
public sealed class SaveUserCommand(Database database, TimeProvider clock)
{
    // An address nobody has proved yet is none to sign in by.
    private const string Sql = $"""
        WITH before AS MATERIALIZED (
            SELECT *, xmin::text AS version FROM users WHERE id = $4 AND {SiteAdminRights.Asks} FOR NO KEY UPDATE),
        changes AS MATERIALIZED (
            SELECT changes_between(
                jsonb_build_object('firstName', first_name, 'lastName', last_name, 'email', email, 'phone', phone, 'about', about, 'contactVisibleTo', contact_visible_to),
                jsonb_build_object('firstName', $5::text, 'lastName', $6::text, 'email', $7::text, 'phone', $8::text, 'about', $9::text, 'contactVisibleTo', $10::text)) AS details
            FROM before WHERE version = $3),
        saved AS (
            UPDATE users u SET first_name = $5, last_name = $6, email = $7, phone = $8, about = $9, contact_visible_to = $10,
                email_verified_at = CASE WHEN lower(u.email) = lower($7) THEN u.email_verified_at END
            FROM changes WHERE u.id = $4 AND changes.details IS NOT NULL RETURNING u.id),
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action, details) SELECT $2, $1, id, 'user-edited', details FROM saved, changes)
        SELECT first_name, last_name, email, phone, about, contact_visible_to, version, version = $3 FROM before
        """;

    /// <returns>Null when there is no such person, or whoever asked is no site admin any more.</returns>
    /// <exception cref="PostgresException">The email is another person's: <c>users_email_key</c>.</exception>
    public Task<Saved<UserFields>?> RunAsync(UserId id, UserFields user, string version, UserId by, CancellationToken cancel) => database.QueryOnceAsync(Sql,
        [
            new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, new() { Value = version }, new() { Value = id.Value },
            .. CreateUserCommand.Parameters(user),
        ],
        async (row, token) => await row.ReadAsync(token) ? new Saved<UserFields>(Read(row, 0), row.GetString(6), row.GetBoolean(7)) : null, cancel);

    /// <summary>The six fields, from a column on.</summary>
    internal static UserFields Read(NpgsqlDataReader row, int from) => new(
        row.GetString(from), row.GetString(from + 1), row.IsDBNull(from + 2) ? null : row.GetString(from + 2),
        row.IsDBNull(from + 3) ? null : row.GetString(from + 3), row.GetString(from + 4), row.GetString(from + 5));
}
