using GroupPages.Data;
using Npgsql;

namespace GroupPages.Access;

/// <summary>Whom one person has blocked. Immutable; only they themselves ever see it.</summary>
public sealed class BlockSnapshot(IReadOnlySet<UserId> people)
{
    public static readonly BlockSnapshot Nobody = new(new HashSet<UserId>());

    public IReadOnlySet<UserId> People => people;

    /// <summary>The ids as a page carries them for what the stream brings, such as <c>3 17</c>; null for nobody.</summary>
    public string? Ids => people.Count == 0 ? null : string.Join(' ', people.OrderBy(person => person.Value));
}

/// <summary>The blocks in memory, by who made them. The listener drops them when they change.</summary>
public sealed class Blocks(Database database, NewsState news, TimeProvider clock)
{
    private readonly SnapshotCache<UserId, BlockSnapshot> blocks = new(
        new BatchedReads<UserId, BlockSnapshot>(users => ReadAsync(database, users)).FindAsync, news, clock, life: TimeSpan.FromMinutes(30), capacity: 10_000);

    public async ValueTask<BlockSnapshot> OfAsync(UserId? user, CancellationToken cancel) =>
        user is { } id && await blocks.GetAsync(id, cancel) is { } found ? found : BlockSnapshot.Nobody;

    public void Drop(UserId user) => blocks.Drop(user);

    public void DropAll() => blocks.DropAll();

    private static async Task<IReadOnlyDictionary<UserId, BlockSnapshot>> ReadAsync(Database database, IReadOnlyList<UserId> users)
    {
        var blocks = users.ToDictionary(user => user, _ => new HashSet<UserId>());
        await database.QueryAsync("SELECT user_id, other_id FROM blocks WHERE user_id = ANY($1)",
            [new NpgsqlParameter { Value = users.Select(user => user.Value).ToArray() }],
            async (row, token) =>
            {
                while (await row.ReadAsync(token))
                    blocks[new(row.GetInt64(0))].Add(new(row.GetInt64(1)));
                return true;
            }, CancellationToken.None);
        return blocks.ToDictionary(of => of.Key, of => new BlockSnapshot(of.Value));
    }
}
