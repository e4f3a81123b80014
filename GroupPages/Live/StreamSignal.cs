using System.Threading.Tasks.Sources;

namespace GroupPages.Live;

/// <summary>Why a stream is woken; several reasons at once are one waking.</summary>
[Flags]
internal enum StreamSignal
{
    None = 0,
    News = 1,
    Heartbeat = 2,
    Recheck = 4,
    Stop = 8,
    Unread = 16,
    Marks = 32,
}

/// <summary>
/// A wait that costs one object for the life of a stream: no queue, no task and no timer each time round. Whoever wakes
/// the stream runs it up to its next wait: it copies bytes and hands them to its socket, none of which can block.
/// </summary>
internal sealed class StreamWait : IValueTaskSource<StreamSignal>
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<StreamSignal> core = new() { RunContinuationsAsynchronously = false };
    private StreamSignal pending;
    private bool isWaiting;

    /// <summary>The reasons since the last wait; at once if there are any. One waiter at a time.</summary>
    public ValueTask<StreamSignal> NextAsync()
    {
        lock (gate)
        {
            if (pending != StreamSignal.None)
            {
                var signal = pending;
                pending = StreamSignal.None;
                return new(signal);
            }
            core.Reset();
            isWaiting = true;
            return new(this, core.Version);
        }
    }

    /// <summary>The reasons so far, without waiting for any; for the one who waits.</summary>
    public StreamSignal Take()
    {
        lock (gate)
        {
            var signal = pending;
            pending = StreamSignal.None;
            return signal;
        }
    }

    public void Wake(StreamSignal signal)
    {
        lock (gate)
        {
            pending |= signal;
            if (!isWaiting)
                return;
            isWaiting = false;
            signal = pending;
            pending = StreamSignal.None;
        }
        core.SetResult(signal);
    }

    /// <summary>
    /// Takes a waiting stream's place for a moment: until it is given back nobody can run it. False when it does not wait,
    /// or has something else to do first.
    /// </summary>
    public bool TryBorrow()
    {
        lock (gate)
        {
            if (!isWaiting || pending != StreamSignal.None)
                return false;
            isWaiting = false;
            return true;
        }
    }

    /// <summary>Gives the place back, and wakes the stream if there was, or is, a reason.</summary>
    public void GiveBack(StreamSignal reason)
    {
        lock (gate)
        {
            reason |= pending;
            pending = StreamSignal.None;
            if (reason == StreamSignal.None)
            {
                isWaiting = true;
                return;
            }
        }
        core.SetResult(reason);
    }

    StreamSignal IValueTaskSource<StreamSignal>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<StreamSignal>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<StreamSignal>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
