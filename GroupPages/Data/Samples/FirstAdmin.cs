using GroupPages.Access;

namespace GroupPages.Data.Samples;

/// <summary>Makes site admins from the command line: somebody has to be the first.</summary>
internal sealed class FirstAdmin(Database database, LoginCodes codes, Ops.PublicAddress address)
{
    // Long enough to walk over to the phone with it.
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(1);

    /// <summary>Makes the user of an email a site admin, new or known.</summary>
    /// <returns>A link that signs them in once.</returns>
    public async Task<string> MakeAsync(string email, string firstName, CancellationToken cancel)
    {
        var user = await database.QueryOnceAsync("""
            WITH made AS (
                INSERT INTO users (first_name, email, is_site_admin) VALUES ($1, $2, true)
                ON CONFLICT (lower(email)) DO UPDATE SET is_site_admin = true, deleted_at = NULL RETURNING id),
            noted AS (INSERT INTO audit_log (user_id, action) SELECT id, 'site-admin-made' FROM made)
            SELECT id FROM made
            """, [new() { Value = firstName }, new() { Value = email }], ReadIdAsync, cancel);
        return await LinkAsync(user!.Value, cancel);
    }

    /// <summary>Makes a site admin without an email who leads a group.</summary>
    public Task MakeLeaderAsync(GroupId group, string firstName, CancellationToken cancel) => database.ExecuteAsync("""
        WITH made AS (INSERT INTO users (first_name, is_site_admin) VALUES ($1, true) RETURNING id)
        INSERT INTO memberships (group_id, user_id, role_id, joined_at) SELECT $2, id, 3, now() - interval '31 days' FROM made
        """, [new() { Value = firstName }, new() { Value = group.Value }], cancel);

    /// <summary>A fresh link for the site admin who was made first; null when there is none.</summary>
    public async Task<string?> LinkAsync(CancellationToken cancel) =>
        await database.QueryAsync("SELECT id FROM users WHERE is_site_admin AND deleted_at IS NULL ORDER BY id LIMIT 1", [], ReadIdAsync, cancel) is { } user
            ? await LinkAsync(user, cancel) : null;

    private async Task<string> LinkAsync(UserId user, CancellationToken cancel)
    {
        return $"{address.Site}/l/{await codes.MakeAsync(user, null, LinkLife, cancel)}";
    }

    private static async Task<UserId?> ReadIdAsync(Npgsql.NpgsqlDataReader row, CancellationToken cancel) =>
        await row.ReadAsync(cancel) ? new UserId(row.GetInt64(0)) : null;
}
