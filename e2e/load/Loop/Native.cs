using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GroupPages.Load.Loop;

/// <summary>
/// The few calls of Linux that the loop is made of. .NET's own asynchronous sockets hand every completion to the thread
/// pool; at 10,000 streams that alone would take a good part of the core which the database shares with us.
/// </summary>
internal static unsafe partial class Native
{
    public const uint In = 0x1, Out = 0x4, Error = 0x8, HangUp = 0x10;
    public const int Add = 1, Delete = 2, Modify = 3;
    public const int Again = 11, Interrupted = 4, InProgress = 115;
    public const int Terminate = 15, Continue = 18, Stop = 19;

    private const int Internet = 2, Stream = 1, NonBlocking = 0x800, CloseOnExec = 0x80000, NoSignal = 0x4000;
    private const int SocketLevel = 1, ErrorOption = 4, ReceiveBuffer = 8, ReuseAddress = 2, TcpLevel = 6, NoDelay = 1;

    /// <summary>The kernel packs epoll_event on x64 and nowhere else.</summary>
    public static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static readonly int EventDataAt = EventSize - 8;

    public static int NewLoop() => Checked(epoll_create1(CloseOnExec));

    public static void Watch(int loop, int change, int socket, uint events, ulong data)
    {
        var e = stackalloc byte[16];
        *(uint*)e = events;
        *(ulong*)(e + EventDataAt) = data;
        _ = epoll_ctl(loop, change, socket, e);
    }

    public static int Wait(int loop, Span<byte> events, int milliseconds)
    {
        fixed (byte* e = events)
            return epoll_wait(loop, e, events.Length / EventSize, milliseconds);
    }

    public static (uint Events, ulong Data) Read(ReadOnlySpan<byte> events, int index)
    {
        var e = events[(index * EventSize)..];
        return (BitConverter.ToUInt32(e), BitConverter.ToUInt64(e[EventDataAt..]));
    }

    /// <summary>A socket that begins to connect to a port of this machine; never another.</summary>
    /// <param name="receiveBuffer">Bytes the kernel may hold for us; 0 leaves it alone.</param>
    public static int Connect(int port, int receiveBuffer)
    {
        var socket = Checked(Native.socket(Internet, Stream | NonBlocking | CloseOnExec, 0));
        if (receiveBuffer > 0)
            _ = setsockopt(socket, SocketLevel, ReceiveBuffer, &receiveBuffer, sizeof(int));
        SetNoDelay(socket);
        var address = Loopback(port);
        fixed (byte* a = address)
            _ = connect(socket, a, address.Length);
        return socket;
    }

    public static int Listen(int port)
    {
        var socket = Checked(Native.socket(Internet, Stream | NonBlocking | CloseOnExec, 0));
        var on = 1;
        _ = setsockopt(socket, SocketLevel, ReuseAddress, &on, sizeof(int));
        var address = Loopback(port);
        fixed (byte* a = address)
            Checked(bind(socket, a, address.Length));
        Checked(listen(socket, 4096));
        return socket;
    }

    /// <summary>The next connection that waits, or -1.</summary>
    public static int Accept(int listener)
    {
        var socket = accept4(listener, null, null, NonBlocking | CloseOnExec);
        if (socket >= 0)
            SetNoDelay(socket);
        return socket;
    }

    public static int ErrorOf(int socket)
    {
        int error = 0, length = sizeof(int);
        _ = getsockopt(socket, SocketLevel, ErrorOption, &error, &length);
        return error;
    }

    /// <summary>Bytes received; 0 at the end; -1 with <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        fixed (byte* b = into)
            return (int)recv(socket, b, into.Length, 0);
    }

    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* b = bytes)
            return (int)send(socket, b, bytes.Length, NoSignal);
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int process, int signal);

    private static void SetNoDelay(int socket)
    {
        var on = 1;
        _ = setsockopt(socket, TcpLevel, NoDelay, &on, sizeof(int));
    }

    private static byte[] Loopback(int port)
    {
        var address = new byte[16];
        address[0] = Internet;
        BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), (ushort)port);
        (address[4], address[7]) = (127, 1);
        return address;
    }

    private static int Checked(int result) =>
        result >= 0 ? result : throw new IOException($"A socket call failed with error {Marshal.GetLastPInvokeError()}. Enough file descriptors (ulimit -n)?");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int loop, int change, int file, byte* e);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int loop, byte* events, int most, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, byte* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int socket, byte* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(int socket, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int socket, byte* address, int* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int socket, int level, int option, int* value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(int socket, int level, int option, int* value, int* length);
}
