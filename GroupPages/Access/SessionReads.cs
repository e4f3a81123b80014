using GroupPages.Data;
using Npgsql;

namespace GroupPages.Access;

/// <summary>Reads sessions by their tokens, many in one statement: after a restart every phone's first request asks for its own.</summary>
internal sealed class SessionReads(Database database, TimeProvider clock)
{
    private readonly BatchedReads<string, SessionSnapshot> batch = new(hashes => ReadAsync(database, clock, hashes));

    public Task<SessionSnapshot?> FindAsync(string token, CancellationToken cancel) =>
        batch.FindAsync(Convert.ToHexString(Secret.Hash(token)), cancel);

    private static async Task<IReadOnlyDictionary<string, SessionSnapshot>> ReadAsync(Database database, TimeProvider clock, IReadOnlyList<string> hashes) =>
        await database.QueryAsync("""
            SELECT s.token_hash, s.id, s.user_id, u.first_name, u.last_name, u.is_site_admin, s.last_seen_at, s.expires_at,
                EXISTS (SELECT FROM notices n WHERE n.user_id = u.id AND n.read_at IS NULL), u.photo
            FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.token_hash = ANY($1) AND s.expires_at > $2 AND u.deleted_at IS NULL
            """,
            [new() { Value = hashes.Select(Convert.FromHexString).ToArray() }, new() { Value = clock.GetUtcNow() }],
            async (row, token) =>
            {
                Dictionary<string, SessionSnapshot> found = [];
                while (await row.ReadAsync(token))
                    found[Convert.ToHexString(row.GetFieldValue<byte[]>(0))] = Read(row);
                return found;
            }, CancellationToken.None, isUrgent: true);

    private static SessionSnapshot Read(NpgsqlDataReader row) => new(
        new(row.GetInt64(1)), new(row.GetInt64(2)), row.GetString(3), row.GetString(4), row.GetBoolean(5),
        row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset>(7))
    {
        HasNotice = row.GetBoolean(8),
        Photo = row.IsDBNull(9) ? null : row.GetString(9),
    };
}
