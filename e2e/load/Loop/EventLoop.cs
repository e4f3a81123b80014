using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GroupPages.Load.Loop;

/// <summary>
/// One thread that plays all phones: epoll for their sockets, a queue for their clocks. Whatever runs on it awaits only
/// what it gives out, so every continuation runs here, at once, and nothing needs a lock.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private const int EventsPerWait = 512;

    private readonly int epoll = Native.NewLoop();
    private readonly byte[] events = new byte[EventsPerWait * 16];
    private readonly PriorityQueue<Action, long> timers = new();
    private Connection?[] connections = new Connection?[1024];
    private uint opened;
    private uint[] ages = new uint[1024];

    /// <summary>Shared by all connections: each reads into it and is done with it before the next.</summary>
    public byte[] ReceiveBuffer { get; } = new byte[256 * 1024];

    /// <summary>How far the loop ran behind its clocks at worst, in milliseconds: what it adds to others' latency.</summary>
    public double WorstLag { get; private set; }

    public static long Now => Stopwatch.GetTimestamp();

    public static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);

    public static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    /// <summary>Runs until the work is done.</summary>
    /// <exception cref="TimeoutException">It was not done in time.</exception>
    public void Run(Func<Task> work, TimeSpan limit)
    {
        var end = Now + Ticks(limit.TotalSeconds);
        WorstLag = 0;
        var done = work();
        while (!done.IsCompleted)
        {
            if (Now > end)
                throw new TimeoutException($"The scenario did not end within {limit.TotalSeconds:0} s.");
            Turn();
        }
        done.GetAwaiter().GetResult();
    }

    /// <summary>Continues a while later.</summary>
    public Pause Delay(double seconds) => new(this, Now + Ticks(Math.Max(0, seconds)));

    /// <summary>Continues at a time of <see cref="Now"/>.</summary>
    public Pause Until(long ticks) => new(this, ticks);

    public void At(long ticks, Action action) => timers.Enqueue(action, ticks);

    public void Watch(int socket, Connection connection, uint interest)
    {
        if (socket >= connections.Length)
        {
            var length = Math.Max(socket + 1, connections.Length * 2);
            Array.Resize(ref connections, length);
            Array.Resize(ref ages, length);
        }
        connections[socket] = connection;
        ages[socket] = ++opened;
        Native.Watch(epoll, Native.Add, socket, interest, Tag(socket));
    }

    public void Change(int socket, uint interest) => Native.Watch(epoll, Native.Modify, socket, interest, Tag(socket));

    public void Forget(int socket)
    {
        connections[socket] = null;
        Native.Watch(epoll, Native.Delete, socket, 0, 0);
    }

    public void Dispose() => _ = Native.Close(epoll);

    private ulong Tag(int socket) => ((ulong)ages[socket] << 32) | (uint)socket;

    private void Turn()
    {
        var wait = 100;
        if (timers.TryPeek(out _, out var due))
            wait = (int)Math.Clamp(Math.Ceiling(Milliseconds(due - Now)), 0, 100);
        var count = Native.Wait(epoll, events, wait);
        for (var i = 0; i < count; i++)
        {
            var (what, tag) = Native.Read(events, i);
            var socket = (int)(uint)tag;
            // A number that was closed and given out again since the kernel wrote this event is another connection.
            if (Tag(socket) == tag)
                connections[socket]?.OnEvents(what);
        }
        // What these add is for the next turn, so that sockets are never kept waiting by clocks.
        var now = Now;
        while (timers.TryPeek(out var action, out due) && due <= now)
        {
            timers.Dequeue();
            WorstLag = Math.Max(WorstLag, Milliseconds(now - due));
            action();
        }
    }

    /// <summary>A wait without a task or a timer of its own.</summary>
    public readonly struct Pause(EventLoop loop, long until) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => until <= Now;

        public Pause GetAwaiter() => this;

        public void GetResult() { }

        public void OnCompleted(Action continuation) => loop.At(until, continuation);

        public void UnsafeOnCompleted(Action continuation) => loop.At(until, continuation);
    }
}
