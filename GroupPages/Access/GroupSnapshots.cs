using System.Collections.Concurrent;
using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Access;

/// <summary>The groups in memory, by id and by slug. The listener keeps them true.</summary>
public sealed class GroupSnapshots(IDbContextFactory<GroupPagesDb> contexts, NewsState news, TimeProvider clock)
{
    // Longer than any turn takes when a hall comes in; after it something is wrong, and the group is read anew.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, GroupId> ids = new();
    private TaskCompletionSource moved = NewMoved();

    private readonly SnapshotCache<GroupId, GroupSnapshot> groups = new(
        (id, cancel) => ReadAsync(contexts, id, cancel), news, clock, life: TimeSpan.FromMinutes(30), capacity: 1_000);

    public ValueTask<GroupSnapshot?> FindAsync(GroupId id, CancellationToken cancel) => groups.GetAsync(id, cancel);

    /// <summary>The group of a slug; null when there is none, or it is deleted.</summary>
    public async ValueTask<GroupSnapshot?> FindAsync(string slug, CancellationToken cancel)
    {
        if (ids.TryGetValue(slug, out var id) && await groups.GetAsync(id, cancel) is { } known && known.Card.Slug == slug)
            return known;
        if (!Slug.IsValid(slug) || await ReadIdAsync(slug, cancel) is not { } found)
            return null;
        ids[slug] = found;
        return await groups.GetAsync(found, cancel);
    }

    /// <summary>The group that had this slug before; null when none had. Read each time: nobody asks often.</summary>
    public async ValueTask<GroupSnapshot?> FindMovedAsync(string slug, CancellationToken cancel)
    {
        if (!Slug.IsValid(slug))
            return null;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.OldSlugs.Where(o => o.Slug == slug && o.Group.DeletedAt == null).Select(o => (GroupId?)o.GroupId)
            .FirstOrDefaultAsync(cancel) is { } id ? await groups.GetAsync(id, cancel) : null;
    }

    /// <summary>The groups in memory that these users are in.</summary>
    public IEnumerable<(GroupId Group, UserId User)> LoadedWith(IReadOnlySet<UserId> users) =>
        users.Count == 0 ? [] :
        from known in groups.Loaded
        from user in users
        where known.Everybody.ContainsKey(user)
        select (known.Card.Id, user);

    public GroupSnapshot? Peek(GroupId id) => groups.Peek(id);

    public void Replace(GroupId id, Func<GroupSnapshot, GroupSnapshot> change)
    {
        groups.Replace(id, change);
        TellWaiting();
    }

    public void Drop(GroupId id)
    {
        groups.Drop(id);
        TellWaiting();
    }

    public void DropAll()
    {
        groups.DropAll();
        TellWaiting();
    }

    /// <summary>
    /// Waits until what this process knows of a group shows a change just written, so that whoever wrote it sees it on
    /// the next page: the change itself comes back as news, like everybody else's. Without news it reads the group anew.
    /// </summary>
    public async Task ShowsAsync(GroupId id, Func<GroupSnapshot, bool> change, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        while (news.IsListening && clock.GetElapsedTime(start) is var waited && waited < LongestWait)
        {
            var next = Volatile.Read(ref moved).Task;
            if (groups.Peek(id) is not { } known || change(known))
                return;
            await next.WaitAsync(LongestWait - waited, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
        }
        Drop(id);
    }

    /// <summary>The same for what a group shows of one person, in each group in memory that they are in; null once they are gone.</summary>
    public async Task ShowsAsync(UserId person, Func<MemberCard?, bool> change, CancellationToken cancel)
    {
        foreach (var (group, _) in LoadedWith(new HashSet<UserId> { person }).ToList())
            await ShowsAsync(group, known => change(known.Everybody.GetValueOrDefault(person)), cancel);
    }

    /// <summary>
    /// Waits for a change that somebody else will make, in memory alone: it asks the database nothing, however many wait.
    /// Over when the change is there, when the group is to be read anew, or when the time is up.
    /// </summary>
    public async Task AwaitAsync(GroupId id, Func<GroupSnapshot, bool> change, TimeSpan longest, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        while (clock.GetElapsedTime(start) is var waited && waited < longest)
        {
            var next = Volatile.Read(ref moved).Task;
            if (groups.Peek(id) is not { } known || change(known))
                return;
            await next.WaitAsync(longest - waited, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Asks the database whether a user whom the snapshot does not know has joined meanwhile: on another process, a
    /// moment ago. The snapshot is then read anew.
    /// </summary>
    public async ValueTask<GroupSnapshot?> FindWithAsync(GroupSnapshot group, UserId user, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.Memberships.AnyAsync(m => m.GroupId == group.Card.Id && m.UserId == user, cancel))
            return group;
        groups.Drop(group.Card.Id);
        return await groups.GetAsync(group.Card.Id, cancel);
    }

    /// <summary>Costs what looking for a group that does not exist costs, so that the time of a refusal tells nothing.</summary>
    public Task LookInVainAsync(string slug, CancellationToken cancel) => ReadIdAsync(slug, cancel);

    private void TellWaiting() => Interlocked.Exchange(ref moved, NewMoved()).TrySetResult();

    private static TaskCompletionSource NewMoved() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<GroupId?> ReadIdAsync(string slug, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Groups.Where(g => g.Slug == slug && g.DeletedAt == null).Select(g => (GroupId?)g.Id).FirstOrDefaultAsync(cancel);
    }

    private static async Task<GroupSnapshot?> ReadAsync(IDbContextFactory<GroupPagesDb> contexts, GroupId id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var group = await db.Groups.AsNoTracking()
            .Where(g => g.Id == id && g.DeletedAt == null && g.Room != null)
            .Select(g => new
            {
                Card = new GroupCard(g.Id, g.Slug, g.Name, g.Description, g.JoinPolicy == "approval", g.Visibility == "hidden",
                    g.PersonalCodes, g.Room!.Id)
                {
                    Logo = g.Logo,
                    Rules = new(g.RoomWriters == "leaders", g.RoomPause, g.NewcomersShare),
                },
                People = g.Memberships.Where(m => m.User.DeletedAt == null)
                    .Select(m => new MemberCard(m.UserId, m.User.FirstName, m.User.LastName, m.RoleId, m.JoinedAt)
                    {
                        Photo = m.User.Photo,
                        MutedUntil = m.MutedUntil,
                        IsManaged = m.User.IsManaged,
                    })
                    .ToList(),
            })
            .FirstOrDefaultAsync(cancel);
        return group is null ? null : new(group.Card, group.People.ToDictionary(m => m.Id));
    }
}
