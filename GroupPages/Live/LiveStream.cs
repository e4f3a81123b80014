using System.Buffers;
using System.IO.Pipelines;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>
/// One open page: a cursor into its rooms' logs. Live delivery, catching up and a slow phone are one loop: write what
/// follows the cursor, flush, wait to be woken. Nothing is queued for it and nothing copied, so a phone that does not
/// read costs nothing but its socket.
/// </summary>
internal sealed class LiveStream(UserId user, ConversationId? conversation, IReadOnlyList<GroupId> groups, PipeWriter output, TimeProvider clock, Action abort)
{
    // What is written between two flushes: one packet's worth several times over, and no more than Kestrel's own buffer.
    private const int BytesPerFlush = 32 * 1024;

    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(15);

    private readonly StreamWait wait = new();
    private long flushingSince;

    public UserId User => user;

    /// <summary>The open conversation.</summary>
    public ConversationId? Conversation => conversation;

    /// <summary>The groups this stream shows something of; access to each is checked again when it changed.</summary>
    public IReadOnlyList<GroupId> Groups => groups;

    public void Wake(StreamSignal signal) => wait.Wake(signal);

    /// <summary>Lets go of a reader that has not taken a byte for 15 s; it comes back and catches up.</summary>
    public void AbortIfStuck()
    {
        var since = Interlocked.Read(ref flushingSince);
        if (since != 0 && clock.GetElapsedTime(since) > LongestFlush)
            abort();
    }

    /// <summary>Runs until the client leaves, access ends or the process stops.</summary>
    /// <param name="room">The open conversation's room; null without one.</param>
    /// <param name="cursor">The change number the page has.</param>
    /// <param name="people">The open people page's room; null without one.</param>
    /// <param name="peopleCursor">The number of that room's log from which on this stream must be told.</param>
    /// <param name="replay">Reads what is no longer in the room's log; null when that is too much.</param>
    /// <param name="mayGoOn">Asks whether this user may still see all of this.</param>
    public async Task RunAsync(
        Room? room, long cursor, Room? people, long peopleCursor, Func<long, Task<List<Frame>?>> replay, Func<Task<bool>> mayGoOn,
        CancellationToken cancel)
    {
        var signal = StreamSignal.None;
        var isCaughtUp = false;
        while (!cancel.IsCancellationRequested)
        {
            // Asked before each flush, not only when there is nothing to do: who is removed in the middle of catching up
            // gets no more of it.
            signal |= wait.Take();
            if (signal.HasFlag(StreamSignal.Stop))
                return;
            if (signal.HasFlag(StreamSignal.Recheck) && !await mayGoOn())
            {
                await WriteAsync(Frame.Bye, cancel);
                return;
            }
            var wrote = false;
            // Looked at once: a log that moves on between the look at its tail and the reading would leave a gap.
            var (log, peopleLog) = (room?.Log, people?.Log);
            if (cursor < log?.Tail)
            {
                if (await replay(cursor) is not { Count: > 0 } missed)
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

    public Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        Write(frame);
        return FlushAsync(cancel);
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
        Interlocked.Exchange(ref flushingSince, clock.GetTimestamp());
        var result = await output.FlushAsync(cancel);
        Interlocked.Exchange(ref flushingSince, 0);
        if (result.IsCompleted || result.IsCanceled)
            abort();
    }
}
