using System.Buffers;

namespace GroupPages.Live;

/// <summary>
/// The latest frames of a room, in order: immutable, so streams read it without a lock while the turn replaces it.
/// It holds the newest state of everything that changed after <see cref="Tail"/> up to <see cref="Head"/>.
/// </summary>
internal sealed class Log
{
    /// <summary>Frames kept: what 256 messages of absence cost to replay from memory.</summary>
    public const int Capacity = 256;

    private readonly Frame[] frames;

    // What the latest turn brought, in one piece: a reader that has all before it gets it in one send.
    private readonly long newsAfter;
    private readonly ReadOnlyMemory<byte> news;

    public Log(long head) : this([], head, head) { }

    public Log(Frame[] frames, long tail, long head)
    {
        this.frames = frames;
        Tail = tail;
        Head = head;
        newsAfter = head;
    }

    private Log(Frame[] frames, long tail, long newsAfter, ReadOnlyMemory<byte> news) : this(frames, tail, frames[^1].Seq)
    {
        this.newsAfter = newsAfter;
        this.news = news;
    }

    /// <summary>A reader at this number or later can be served from here.</summary>
    public long Tail { get; }

    /// <summary>The number of the latest change.</summary>
    public long Head { get; }

    public Log With(IReadOnlyList<Frame> news)
    {
        var fresh = news.Where(frame => frame.Seq > Head).ToArray();
        if (fresh.Length == 0)
            return this;
        // Only the newest state of each: words that were deleted meanwhile must not go out once more to whoever was away.
        var renewed = fresh.Select(frame => frame.Subject).ToHashSet();
        Frame[] all = [.. frames.Where(frame => !renewed.Contains(frame.Subject)), .. fresh];
        var surplus = all.Length - Capacity;
        var inOne = fresh.Length == 1 ? fresh[0].Chunk : fresh.SelectMany(frame => frame.Chunk.ToArray()).ToArray();
        return surplus <= 0 ? new(all, Tail, Head, inOne) : new(all[surplus..], all[surplus - 1].Seq, Head, inOne);
    }

    /// <summary>Writes what follows <paramref name="cursor"/>, at most about <paramref name="budget"/> bytes at a time, and moves it.</summary>
    public void CopyTo(IBufferWriter<byte> output, ref long cursor, int budget)
    {
        for (var i = FirstAfter(cursor); i < frames.Length && budget > 0; i++)
        {
            output.Write(frames[i].Bytes.Span);
            cursor = frames[i].Seq;
            budget -= frames[i].Bytes.Length;
        }
    }

    /// <summary>
    /// Hands the latest news to the socket of a reader that has all before them, and moves its cursor. False when something
    /// is left for the reader itself to do.
    /// </summary>
    public bool SendTo(SocketPipeWriter socket, ref long cursor)
    {
        if (cursor == Head)
            return true;
        if (cursor != newsAfter || !socket.TrySend(news.Span, out var isSent))
            return false;
        cursor = Head;
        return isSent;
    }

    private int FirstAfter(long cursor)
    {
        int low = 0, high = frames.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (frames[middle].Seq <= cursor)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
