using GroupPages.Data;
using Npgsql;

namespace GroupPages.Access;

/// <summary>Whom one person has met, and when. Immutable; a change makes a new one with a new version.</summary>
public sealed class MetSnapshot(IReadOnlyDictionary<UserId, DateTimeOffset> marks)
{
    public static readonly MetSnapshot Nobody = new(new Dictionary<UserId, DateTimeOffset>());

    /// <summary>Different for each snapshot this process has made: what was rendered from another one is out of date.</summary>
    public long Version { get; } = SnapshotVersion.Next();

    public IReadOnlyDictionary<UserId, DateTimeOffset> Marks => marks;
}

/// <summary>The met marks in memory, by who made them.</summary>
public sealed class MetMarks(Database database, NewsState news, TimeProvider clock)
{
    private readonly SnapshotCache<UserId, MetSnapshot> marks = new(
        new BatchedReads<UserId, MetSnapshot>(users => ReadAsync(database, users)).FindAsync, news, clock, life: TimeSpan.FromMinutes(30), capacity: 10_000);

    public async ValueTask<MetSnapshot> OfAsync(UserId? user, CancellationToken cancel) =>
        user is { } id && await marks.GetAsync(id, cancel) is { } found ? found : MetSnapshot.Nobody;

    public void Drop(UserId user) => marks.Drop(user);

    public void DropAll() => marks.DropAll();

    private static async Task<IReadOnlyDictionary<UserId, MetSnapshot>> ReadAsync(Database database, IReadOnlyList<UserId> users)
    {
        var marks = users.ToDictionary(user => user, _ => new Dictionary<UserId, DateTimeOffset>());
        await database.QueryAsync("SELECT user_id, other_id, met_at FROM met_marks WHERE user_id = ANY($1)",
            [new NpgsqlParameter { Value = users.Select(user => user.Value).ToArray() }],
            async (row, token) =>
            {
                while (await row.ReadAsync(token))
                    marks[new(row.GetInt64(0))][new(row.GetInt64(1))] = row.GetFieldValue<DateTimeOffset>(2);
                return true;
            }, CancellationToken.None);
        return marks.ToDictionary(of => of.Key, of => new MetSnapshot(of.Value));
    }
}
