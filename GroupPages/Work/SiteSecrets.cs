using System.Collections.Concurrent;
using GroupPages.Data;

namespace GroupPages.Work;

/// <summary>Secrets that all processes share: made by whichever needs one first, kept in the database, remembered here.</summary>
public sealed class SiteSecrets(Database database)
{
    private readonly ConcurrentDictionary<string, byte[]> known = new();

    /// <summary>The secret of a name; whoever comes first keeps what they made, and all others take that.</summary>
    public async ValueTask<byte[]> GetAsync(string name, Func<byte[]> make, CancellationToken cancel) =>
        known.TryGetValue(name, out var value) ? value
        : known[name] = await FindAsync(name, [], cancel) ?? await FindAsync(name, make(), cancel) ?? throw new InvalidOperationException($"The secret {name} is gone.");

    // With something to put there, it is put there first, unless somebody was faster. The second part of a statement does not
    // see what its first has written, so that answers for itself.
    private Task<byte[]?> FindAsync(string name, byte[] made, CancellationToken cancel) => database.QueryAsync("""
        WITH put AS (
            INSERT INTO site_secrets AS s (name, value) SELECT $1, $2 WHERE octet_length($2) > 0
            ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING s.value)
        SELECT value FROM put UNION ALL SELECT value FROM site_secrets WHERE name = $1 LIMIT 1
        """, [new() { Value = name }, new() { Value = made }],
        async (row, token) => await row.ReadAsync(token) ? row.GetFieldValue<byte[]>(0) : null, cancel);
}
