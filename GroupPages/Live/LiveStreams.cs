using System.Collections.Concurrent;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>Every open stream of this process.</summary>
internal sealed class LiveStreams
{
    /// <summary>Seconds between two signs of life on a silent stream (PRODUCT.md section 5).</summary>
    public const int HeartbeatSeconds = 25;

    // How often each stream is looked at: ten thousand of them are not worth a look each second.
    private const int LookSeconds = 5;

    // One set for each second between two signs of life.
    private readonly ConcurrentDictionary<LiveStream, bool>[] sets =
        [.. Enumerable.Range(0, HeartbeatSeconds).Select(_ => new ConcurrentDictionary<LiveStream, bool>())];

    /// <summary>In how many parts the streams can be stopped.</summary>
    public const int Parts = HeartbeatSeconds;

    private volatile bool areStopped;

    public int Count => sets.Sum(set => set.Count);

    private IEnumerable<LiveStream> All => sets.SelectMany(set => set.Select(pair => pair.Key));

    public void Add(LiveStream stream)
    {
        SetOf(stream)[stream] = true;
        if (areStopped)
            stream.Wake(StreamSignal.Stop);
    }

    public void Remove(LiveStream stream) => SetOf(stream).TryRemove(stream, out _);

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

    /// <summary>One second passed: a 25th of the streams is due a heartbeat, and of a fifth whoever never reads is let go.</summary>
    public void Tick(long second)
    {
        for (var i = second % LookSeconds; i < HeartbeatSeconds; i += LookSeconds)
        {
            foreach (var (stream, _) in sets[i])
            {
                stream.AbortIfStuck();
                if (i == second % HeartbeatSeconds)
                    stream.Beat();
            }
        }
    }

    /// <summary>Ends the streams of one part; whoever comes from now on may stay until <see cref="StopAll"/>.</summary>
    public void Stop(int part)
    {
        foreach (var (stream, _) in sets[part])
            stream.Wake(StreamSignal.Stop);
    }

    /// <summary>Ends every stream, and each that comes after.</summary>
    public void StopAll()
    {
        areStopped = true;
        foreach (var stream in All)
            stream.Wake(StreamSignal.Stop);
    }

    private ConcurrentDictionary<LiveStream, bool> SetOf(LiveStream stream) => sets[(uint)stream.GetHashCode() % HeartbeatSeconds];

    private static bool Concerns(News news, GroupId group, UserId user) => news.Groups.Contains(group) || news.Members.Contains((group, user));
}
