using GroupPages.Data;
using NpgsqlTypes;

namespace GroupPages.Pages.Groups.Admin.Members;

/// <summary>
/// Adds somebody who has no phone at hand, by name: a plain user without a way to sign in, who may be given a login code
/// later and is then the person all others know already.
/// </summary>
public sealed class AddPersonCommand(Database database, TimeProvider clock)
{
    /// <returns>Null when whoever asked leads the group no longer.</returns>
    public Task<UserId?> RunAsync(GroupId group, string firstName, string lastName, UserId? by, CancellationToken cancel) =>
        database.QueryOnceAsync("""
            WITH person AS (
                INSERT INTO users (first_name, last_name, created_at)
                SELECT $2, $4, $5 WHERE leads($1, $3)
                RETURNING id),
            member AS (
                INSERT INTO memberships (group_id, user_id, role_id, joined_at) SELECT $1, id, 2, $5 FROM person),
            noted AS (
                INSERT INTO audit_log (at, group_id, actor_id, user_id, action) SELECT $5, $1, $3, id, 'added' FROM person)
            SELECT id FROM person
            """,
            [
                new() { Value = group.Value }, new() { Value = firstName },
                new() { Value = (object?)by?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = lastName }, new() { Value = clock.GetUtcNow() },
            ],
            async (row, token) => await row.ReadAsync(token) ? new UserId(row.GetInt64(0)) : (UserId?)null, cancel);
}
