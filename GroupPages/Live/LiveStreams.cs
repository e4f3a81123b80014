using System.Collections.Concurrent;
using GroupPages.Data;
using GroupPages.Ops;

namespace GroupPages.Live;

/// <summary>Every open stream of this process.</summary>
internal sealed class LiveStreams
{
    // How often each stream is looked at, in seconds: ten thousand of them are not worth a look each second.
    private const int LookSeconds = 5;

    /// <summary>Looks after which a silent stream gives a sign of life: 25 s (PRODUCT.md section 5).</summary>
    public const int LooksToHeartbeat = 5;

    // One set for each second between two looks.
    private readonly ConcurrentDictionary<LiveStream, bool>[] sets =
        [.. Enumerable.Range(0, LookSeconds).Select(_ => new ConcurrentDictionary<LiveStream, bool>())];

    /// <summary>In how many parts the streams can be stopped.</summary>
    public const int Parts = 25;

    private volatile bool areStopped;
    private int count;

    /// <summary>How many this process serves: twice what fits comfortably. Beyond, the memory of all would end for the sake of the last.</summary>
    public int Most { get; init; } = 2 * Phases.StreamsPerProcess;

    public int Count => Volatile.Read(ref count);

    public bool IsFull => Count >= Most;

    private IEnumerable<LiveStream> All => sets.SelectMany(set => set.Select(pair => pair.Key));

    public void Add(LiveStream stream)
    {
        if (SetOf(stream).TryAdd(stream, true))
            Interlocked.Increment(ref count);
        if (areStopped)
            stream.Wake(StreamSignal.Stop);
    }

    public void Remove(LiveStream stream)
    {
        if (SetOf(stream).TryRemove(stream, out _))
            Interlocked.Decrement(ref count);
    }

    /// <summary>Has the streams that the news concern ask again whether they may go on.</summary>
    public void Recheck(News news)
    {
        if (!news.IsEverything && news.Users.Count + news.Groups.Count + news.Members.Count + news.Directs.Count == 0)
            return;
        foreach (var stream in All)
        {
            if (news.IsEverything || news.Users.Contains(stream.User) || (stream.View.Conversation is { } open && news.Directs.Contains(open))
                || stream.View.Groups.Any(group => Concerns(news, group, stream.User)))
                stream.Wake(StreamSignal.Recheck);
        }
    }

    /// <summary>One second passed: a fifth of the streams is looked after.</summary>
    public void Tick(long second)
    {
        foreach (var (stream, _) in sets[second % LookSeconds])
            stream.LookAfter();
    }

    /// <summary>Ends the streams of one part; whoever comes from now on may stay until <see cref="StopAll"/>.</summary>
    public void Stop(int part)
    {
        foreach (var stream in All.Where(stream => (uint)stream.GetHashCode() % Parts == part))
            stream.Wake(StreamSignal.Stop);
    }

    /// <summary>Ends every stream, and each that comes after.</summary>
    public void StopAll()
    {
        areStopped = true;
        foreach (var stream in All)
            stream.Wake(StreamSignal.Stop);
    }

    private ConcurrentDictionary<LiveStream, bool> SetOf(LiveStream stream) => sets[(uint)stream.GetHashCode() % LookSeconds];

    private static bool Concerns(News news, GroupId group, UserId user) => news.Groups.Contains(group) || news.Members.Contains((group, user));
}
