using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GroupPages.Tests.Support;

/// <summary>A network that can be broken on purpose: passes 127.0.0.1:<see cref="Port"/> on to a server, until told otherwise.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, bool> open = new();
    private readonly CancellationTokenSource closing = new();
    private readonly string host;
    private readonly int port;
    private TcpListener? listener;
    private TaskCompletionSource flow = Flowing();
    private TimeSpan delay;

    /// <summary>Starts passing on to a target.</summary>
    public TcpProxy(string host, int port)
    {
        (this.host, this.port) = (host, port);
        Listen();
    }

    /// <summary>Where clients connect, on 127.0.0.1; the same for the proxy's life.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Drops every open connection with a reset on both sides.</summary>
    public void Cut()
    {
        foreach (var socket in open.Keys) Reset(socket);
    }

    /// <summary>Keeps accepting, but moves no byte: a network that swallows packets.</summary>
    public void Stall()
    {
        if (flow.Task.IsCompleted) flow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Ends <see cref="Stall"/>; what was held back arrives.</summary>
    public void Resume() => flow.TrySetResult();

    /// <summary>While true, new connections are refused, as by a host whose server is down. Open ones stay.</summary>
    public void RefuseNew(bool refuse)
    {
        if (refuse) Interlocked.Exchange(ref listener, null)?.Dispose();
        else if (listener is null) Listen();
    }

    /// <summary>Holds back every chunk this long, each way; zero ends it.</summary>
    public void Delay(TimeSpan perChunk) => delay = perChunk;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        RefuseNew(true);
        await closing.CancelAsync();
        Cut();
        Resume();
        closing.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private void Listen()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (true) _ = PassAsync(await from.AcceptSocketAsync());
        }
        catch (Exception refused) when (refused is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Told to refuse.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var near = Track(client);
        using var far = Track(new Socket(SocketType.Stream, ProtocolType.Tcp));
        try
        {
            await far.ConnectAsync(host, port, closing.Token);
            await Task.WhenAll(MoveAsync(near, far), MoveAsync(far, near));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, or one side is gone: the other must not wait for it.
            Reset(near);
            Reset(far);
        }
        finally
        {
            open.TryRemove(near, out _);
            open.TryRemove(far, out _);
        }
    }

    private async Task MoveAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, closing.Token);
                await flow.Task.WaitAsync(closing.Token);
                if (delay > TimeSpan.Zero) await Task.Delay(delay, closing.Token);
                if (count == 0) break;
                await to.SendAsync(buffer.AsMemory(0, count), closing.Token);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // WhenAll waits for both ways; a broken one must end the other.
            Reset(from);
            Reset(to);
            throw;
        }
    }

    private Socket Track(Socket socket)
    {
        socket.NoDelay = true;
        open[socket] = true;
        return socket;
    }

    private static void Reset(Socket socket)
    {
        try
        {
            // Closing with nothing allowed to linger sends RST instead of FIN.
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }
        socket.Dispose();
    }
}
