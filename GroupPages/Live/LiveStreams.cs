using System.Collections.Concurrent;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>Every open stream of this process.</summary>
internal sealed class LiveStreams
{
    /// <summary>Seconds between two signs of life on a silent stream (PRODUCT.md section 5).</summary>
    public const int HeartbeatSeconds = 25;

    private readonly ConcurrentDictionary<LiveStream, int> streams = new();
    private int opened;

    public int Count => streams.Count;

    public void Add(LiveStream stream) => streams[stream] = Interlocked.Increment(ref opened) % HeartbeatSeconds;

    public void Remove(LiveStream stream) => streams.TryRemove(stream, out _);

    /// <summary>Has the streams that the news concern ask again whether they may go on.</summary>
    public void Recheck(News news)
    {
        if (!news.IsEverything && news.Users.Count + news.Groups.Count + news.Members.Count + news.Directs.Count == 0)
            return;
        foreach (var (stream, _) in streams)
        {
            if (news.IsEverything || news.Users.Contains(stream.User) || (stream.View.Conversation is { } open && news.Directs.Contains(open))
                || stream.View.Groups.Any(group => Concerns(news, group, stream.User)))
                stream.Wake(StreamSignal.Recheck);
        }
    }

    /// <summary>One second passed: a 25th of the streams is due a heartbeat, and whoever never reads is let go.</summary>
    public void Tick(long second)
    {
        foreach (var (stream, bucket) in streams)
        {
            stream.AbortIfStuck();
            if (bucket == second % HeartbeatSeconds)
                stream.Beat();
        }
    }

    public void StopAll()
    {
        foreach (var (stream, _) in streams)
            stream.Wake(StreamSignal.Stop);
    }

    private static bool Concerns(News news, GroupId group, UserId user) => news.Groups.Contains(group) || news.Members.Contains((group, user));
}
