using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using GroupPages.Data;
using Microsoft.AspNetCore.Connections.Features;

namespace GroupPages.Live;

/// <summary>
/// One open page: a cursor into its rooms' logs. Live delivery, catching up and a slow phone are one loop: write what
/// follows the cursor, flush, wait to be woken. Nothing is queued for it and nothing copied, so a phone that does not
/// read costs nothing but its socket. It lives as long as the page, ten thousand at a time: no closure, no timer and no
/// second task hangs on it.
/// </summary>
internal sealed class LiveStream(HttpContext http, UserId user, string token, LiveView view, TimeProvider clock)
{
    // What is written between two flushes: one packet's worth several times over, and no more than Kestrel's own buffer.
    private const int BytesPerFlush = 32 * 1024;

    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(15);

    private readonly StreamWait wait = new();
    private readonly PipeWriter output = http.Response.BodyWriter;
    private readonly SocketPipeWriter? socket = SocketOf(http);
    private long cursor, peopleCursor, flushingSince, unreadShown;
    private bool isCaughtUp;

    // Looks at it since something was sent. Begins anywhere, so that those who came together do not beat together.
    private int silentLooks = RandomNumberGenerator.GetInt32(LiveStreams.LooksToHeartbeat);

    public UserId User => user;

    public string Token => token;

    public LiveView View => view;

    public CancellationToken Gone => http.RequestAborted;

    /// <summary>The open conversation's room; null without one.</summary>
    public Room? Room { get; set; }

    /// <summary>The open people page's room; null without one.</summary>
    public PeopleRoom? People { get; set; }

    /// <summary>What its user has not read; the same for all of their streams.</summary>
    public UserUnread? Unread { get; set; }

    /// <summary>It is the list of conversations.</summary>
    public bool IsList { get; private set; }

    /// <summary>What the page shows of unread messages: the number on its badge, or all of them one by one.</summary>
    public void Shows(long unread, bool isList) => (unreadShown, IsList) = (unread, isList);

    /// <summary>Where the page is: the change number it has, and the number of the people's log from which on it must be told.</summary>
    public void StartAt(long change, long peopleNews) => (cursor, peopleCursor) = (change, peopleNews);

    /// <summary>Has the connection to itself from now on.</summary>
    public void TakeConnection() => socket?.Look?.End();

    public void Wake(StreamSignal signal) => wait.Wake(signal);

    /// <summary>
    /// Brings news. A stream that waits and has all that came before gets them here and now, straight to its socket, past
    /// everything that HTTP would do once for each reader (docs/decisions/0007); any other is woken and sees for itself.
    /// </summary>
    public void Deliver()
    {
        if (socket is null || !wait.TryBorrow())
        {
            wait.Wake(StreamSignal.News);
            return;
        }
        silentLooks = 0;
        var isSent = isCaughtUp && Room?.Log.SendTo(socket, ref cursor) != false && People?.Log.SendTo(socket, ref peopleCursor) != false;
        wait.GiveBack(isSent ? StreamSignal.None : StreamSignal.News);
    }

    /// <summary>Gives a sign of life when nothing else did, and lets go of a reader that takes nothing; every 5 s.</summary>
    public void LookAfter()
    {
        AbortIfStuck();
        if (++silentLooks >= LiveStreams.LooksToHeartbeat)
            Beat();
    }

    private void Beat()
    {
        silentLooks = 0;
        if (socket is null || !wait.TryBorrow())
        {
            wait.Wake(StreamSignal.Heartbeat);
            return;
        }
        var isSent = isCaughtUp && socket.TrySend(Frame.HeartbeatChunk.Span, out var isAllSent) && isAllSent;
        wait.GiveBack(isSent ? StreamSignal.None : StreamSignal.Heartbeat);
    }

    // Has not taken a byte for 15 s: it comes back and catches up.
    private void AbortIfStuck()
    {
        var since = Interlocked.Read(ref flushingSince);
        if (since != 0 && clock.GetElapsedTime(since) > LongestFlush)
            http.Abort();
    }

    /// <summary>Runs until the client leaves, access ends or the process stops.</summary>
    /// <param name="replay">Reads what is no longer in the room's log; null when that is too much.</param>
    /// <param name="mayGoOn">Asks whether this user may still see all of this.</param>
    public async Task RunAsync(Func<LiveStream, long, Task<List<Frame>?>> replay, Func<LiveStream, Task<bool>> mayGoOn)
    {
        var cancel = http.RequestAborted;
        var signal = StreamSignal.None;
        while (!cancel.IsCancellationRequested)
        {
            // Asked before each flush, not only when there is nothing to do: who is removed in the middle of catching up
            // gets no more of it.
            signal |= wait.Take();
            if (signal.HasFlag(StreamSignal.Stop))
                return;
            if (signal.HasFlag(StreamSignal.Recheck) && !await mayGoOn(this))
            {
                await WriteAsync(Frame.Bye, cancel);
                return;
            }
            // Looked at once: a log that moves on between the look at its tail and the reading would leave a gap.
            var (log, peopleLog) = (Room?.Log, People?.Log);
            var wrote = socket is { UnflushedBytes: > 0 };
            if (cursor < log?.Tail)
            {
                if (await replay(this, cursor) is not { Count: > 0 } missed)
                {
                    await WriteAsync(Frame.Reload, cancel);
                    return;
                }
                foreach (var frame in missed)
                    Write(frame.Bytes);
                cursor = missed[^1].Seq;
                wrote = true;
            }
            else if (peopleCursor < peopleLog?.Tail)
            {
                await WriteAsync(Frame.Reload, cancel);
                return;
            }
            wrote |= Copy(log, ref cursor) | Copy(peopleLog, ref peopleCursor);
            if (signal.HasFlag(StreamSignal.Unread))
                wrote |= TellUnread();
            if (signal.HasFlag(StreamSignal.Marks))
            {
                Write(Frame.Marks);
                wrote = true;
            }
            if (!wrote && (!isCaughtUp || signal.HasFlag(StreamSignal.Heartbeat)))
            {
                // The first one says "nothing is missing": the page may call itself up to date.
                Write(Frame.Heartbeat);
                isCaughtUp = true;
            }
            else if (!wrote)
            {
                signal = await wait.NextAsync();
                continue;
            }
            await FlushAsync(cancel);
            signal = StreamSignal.None;
        }
    }

    private bool TellUnread()
    {
        if (Unread is not { } mine || (mine.Total == unreadShown && !IsList))
            return false;
        unreadShown = mine.Total;
        Write(mine.Frame(IsList));
        return true;
    }

    public Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        Write(frame);
        return FlushAsync(cancel);
    }

    public async Task WriteAsync(IReadOnlyList<Frame> frames, CancellationToken cancel)
    {
        foreach (var frame in frames)
            Write(frame.Bytes);
        if (frames.Count > 0)
            await FlushAsync(cancel);
    }

    private void Write(ReadOnlyMemory<byte> frame) => output.Write(frame.Span);

    private bool Copy(Log? log, ref long cursor)
    {
        if (log is null || cursor < log.Tail)
            return false;
        var before = cursor;
        log.CopyTo(output, ref cursor, BytesPerFlush);
        return cursor != before;
    }

    private async Task FlushAsync(CancellationToken cancel)
    {
        silentLooks = 0;
        Interlocked.Exchange(ref flushingSince, clock.GetTimestamp());
        var result = await output.FlushAsync(cancel);
        Interlocked.Exchange(ref flushingSince, 0);
        if (result.IsCompleted || result.IsCanceled)
            http.Abort();
    }

    // Only where our chunks are what the wire carries: HTTP/1.1, no TLS, no HTTP/2 frames around them.
    private static SocketPipeWriter? SocketOf(HttpContext http) =>
        HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<ITlsHandshakeFeature>() is null
            ? http.Features.Get<SocketPipeWriter>() : null;
}
