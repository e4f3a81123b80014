using GroupPages.Access;

namespace GroupPages.Live;

/// <summary>One conversation, or one group's people page, that somebody has open: a log and the streams that read it.</summary>
internal class Room(Log start)
{
    private readonly HashSet<LiveStream> streams = [];

    private volatile Log log = start;

    public Log Log => log;

    public bool IsEmpty
    {
        get
        {
            lock (streams)
                return streams.Count == 0;
        }
    }

    public void Add(LiveStream stream)
    {
        lock (streams)
            streams.Add(stream);
    }

    public void Remove(LiveStream stream)
    {
        lock (streams)
            streams.Remove(stream);
    }

    /// <summary>Puts news behind the log and wakes who reads it. Called by one turn at a time.</summary>
    /// <returns>How many streams it was for.</returns>
    public int Append(IReadOnlyList<Frame> news)
    {
        log = log.With(news);
        // Outside the lock: a woken stream writes in this very call, and one whose client is gone leaves the room in it.
        var present = Present();
        foreach (var stream in present)
            stream.Deliver();
        return present.Length;
    }

    private LiveStream[] Present()
    {
        lock (streams)
            return [.. streams];
    }
}

/// <summary>A group's people page that somebody has open.</summary>
/// <param name="shown">The group as its first reader got it.</param>
internal sealed class PeopleRoom(GroupSnapshot shown) : Room(new Log(0))
{
    /// <summary>The group as its readers know it; the next difference is taken from here. Moved by one turn at a time.</summary>
    public GroupSnapshot Shown { get; set; } = shown;

    /// <summary>When its readers were last told something, as a timestamp of the clock; null before.</summary>
    public long? ToldAt { get; set; }

    /// <summary>True while a later look is already promised: one is enough for all news of the meantime.</summary>
    public volatile bool IsToLookAgain;
}
