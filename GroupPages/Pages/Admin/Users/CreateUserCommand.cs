using GroupPages.Data;
using Npgsql;
using NpgsqlTypes;

namespace GroupPages.Pages.Admin.Users;

/// <summary>Makes a person, by a site admin. They sign in by a login code, or by a mail to their address.</summary>
public sealed class CreateUserCommand(Database database, TimeProvider clock)
{
    /// <returns>The new person; null when whoever asked is no site admin any more.</returns>
    /// <exception cref="PostgresException">The email is another person's: <c>users_email_key</c>.</exception>
    public Task<UserId?> RunAsync(UserFields user, UserId by, CancellationToken cancel) => database.QueryOnceAsync($"""
        WITH made AS (
            INSERT INTO users (first_name, last_name, email, phone, about, contact_visible_to, created_at)
            SELECT $3, $4, $5, $6, $7, $8, $2 WHERE {SiteAdminRights.Asks} RETURNING id),
        noted AS (
            INSERT INTO audit_log (at, actor_id, user_id, action) SELECT $2, $1, id, 'user-created' FROM made)
        SELECT id FROM made
        """,
        [new() { Value = by.Value }, new() { Value = clock.GetUtcNow() }, .. Parameters(user)],
        async (row, token) => await row.ReadAsync(token) ? new UserId(row.GetInt64(0)) : (UserId?)null, cancel);

    /// <summary>The six fields, in the order of <see cref="UserFields"/>.</summary>
    internal static NpgsqlParameter[] Parameters(UserFields user) =>
    [
        new() { Value = user.FirstName }, new() { Value = user.LastName },
        new() { Value = (object?)user.Email ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = (object?)user.Phone ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = user.About }, new() { Value = user.ContactVisibleTo },
    ];
}
