using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GroupPages.Live;

/// <summary>
/// Lets a connection's bytes go to its socket in the call that flushes them. Kestrel's own way leads through a pipe to a
/// second task that sends: a queue, a wake-up and a thread change for each delivery, more than the sending itself costs
/// (docs/decisions/0007). Everything Kestrel writes, headers and TLS records included, takes this one way, so nothing
/// can overtake anything.
/// </summary>
internal static class WriteThrough
{
    public static void UseWriteThrough(this ListenOptions listen) => listen.Use(next => async connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            await next(connection);
            return;
        }
        var transport = connection.Transport;
        // A full socket must say so instead of holding the thread; the rest is then sent when it has room.
        socket.Blocking = false;
        var output = new SocketPipeWriter(socket, transport.Output);
        connection.Transport = new Duplex(transport.Input, output);
        connection.Features.Set(output);
        if (connection.Features.Get<IConnectionHeartbeatFeature>() is { } heartbeat)
            connection.Features.Set<IConnectionHeartbeatFeature>(new Heartbeat(heartbeat, output));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>
    /// Each second Kestrel looks whether a connection's request takes too long, in objects nothing else has touched for
    /// seconds: with ten thousand streams a tenth of all the work, and no stream has such a limit.
    /// </summary>
    private sealed class Heartbeat(IConnectionHeartbeatFeature kestrel, SocketPipeWriter output) : IConnectionHeartbeatFeature
    {
        public void OnHeartbeat(Action<object> action, object state)
        {
            output.Look = new KestrelLook(action, state);
            kestrel.OnHeartbeat(static look => ((KestrelLook)look).Take(), output.Look);
        }
    }
}

/// <summary>What Kestrel looks after each second for a connection; by itself, so that a look at it touches nothing else.</summary>
internal sealed class KestrelLook(Action<object> action, object state)
{
    private bool isOver;

    public void Take()
    {
        if (!isOver)
            action(state);
    }

    public void End() => isOver = true;
}

/// <summary>A pipe's writing end that is a socket. One writer at a time, which is what Kestrel is to its transport.</summary>
/// <param name="transport">The transport's own way out: unused but for its end, which shuts the socket down.</param>
internal sealed class SocketPipeWriter(Socket socket, PipeWriter transport) : PipeWriter
{
    private const int SmallestBuffer = 1024;

    // Rented only while something is unsent: ten thousand silent streams hold none.
    private byte[]? buffer;
    private int length;
    private bool isBroken;
    private CancellationTokenSource? sending;

    /// <summary>Ended once a stream has the connection to its end, for as long as it likes: Kestrel need not look after its time.</summary>
    public KestrelLook? Look { get; set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => length;

    public override Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint).AsMemory(length);

    public override Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).AsSpan(length);

    public override void Advance(int bytes) => length += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (length == 0 || isBroken)
            return new(Forget());
        var sent = Send(buffer.AsSpan(0, length), out var error);
        if (error == SocketError.Success && sent == length)
            return new(Forget());
        if (error is SocketError.Success or SocketError.WouldBlock)
            return SendRestAsync(error == SocketError.Success ? sent : 0, cancellationToken);
        isBroken = true;
        return new(Forget());
    }

    /// <summary>
    /// Sends bytes past whatever stands above, when nothing of it is waiting here: only for one who knows that nothing is
    /// waiting there either, and that these bytes are what the wire carries.
    /// </summary>
    /// <param name="isSent">False when some are left, to go out with the next flush.</param>
    /// <returns>False when nothing was taken.</returns>
    public bool TrySend(ReadOnlySpan<byte> bytes, out bool isSent)
    {
        isSent = false;
        if (length != 0 || isBroken)
            return false;
        var sent = Send(bytes, out var error);
        isBroken = error is not (SocketError.Success or SocketError.WouldBlock);
        if (isBroken)
            return false;
        var rest = bytes[(error == SocketError.Success ? sent : 0)..];
        isSent = rest.IsEmpty;
        if (!isSent)
        {
            rest.CopyTo(GetSpan(rest.Length));
            Advance(rest.Length);
        }
        return true;
    }

    public override void CancelPendingFlush() => sending?.Cancel();

    public override void Complete(Exception? exception = null)
    {
        Forget();
        transport.Complete(exception);
    }

    private int Send(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        try
        {
            return socket.Send(bytes, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            // Kestrel let go of the connection in this moment.
            error = SocketError.ConnectionReset;
            return 0;
        }
    }

    private async ValueTask<FlushResult> SendRestAsync(int sent, CancellationToken cancel)
    {
        using var ending = sending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            while (sent < length)
                sent += await socket.SendAsync(buffer.AsMemory(sent, length - sent), SocketFlags.None, ending.Token);
            return Forget();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Part of it may be out: what follows would be garbage, so nothing may.
            isBroken = true;
            Forget();
            return new(isCanceled: true, isCompleted: true);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            isBroken = true;
            return Forget();
        }
        finally
        {
            sending = null;
        }
    }

    private FlushResult Forget()
    {
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
        length = 0;
        return new(isCanceled: false, isCompleted: isBroken);
    }

    private byte[] Room(int sizeHint)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (buffer is null)
            return buffer = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, SmallestBuffer));
        if (buffer.Length - length >= wanted)
            return buffer;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + wanted));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return buffer = larger;
    }
}
