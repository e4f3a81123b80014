using System.Runtime.InteropServices;

namespace GroupPages.Load.Loop;

/// <summary>One socket of the loop: it connects, sends what it is given and hands on what it gets.</summary>
internal abstract class Connection(EventLoop loop)
{
    private int socket = -1;
    private bool isConnecting;
    private bool isHeldUp;
    private ReadOnlyMemory<byte> unsent;

    public bool IsOpen => socket >= 0;

    protected EventLoop Loop => loop;

    /// <summary>Lets go of it without a word to <see cref="OnGone"/>.</summary>
    public void Close()
    {
        if (socket < 0)
            return;
        loop.Forget(socket);
        _ = Native.Close(socket);
        socket = -1;
        isConnecting = isHeldUp = false;
        unsent = default;
    }

    /// <summary>Stops reading: a phone that lies in a pocket with its screen off.</summary>
    public void StopReading() => loop.Change(socket, 0);

    protected void Connect(int port, int receiveBuffer = 0)
    {
        Close();
        socket = Native.Connect(port, receiveBuffer);
        isConnecting = true;
        loop.Watch(socket, this, Native.Out);
    }

    protected void Adopt(int accepted)
    {
        socket = accepted;
        loop.Watch(socket, this, Native.In);
    }

    /// <summary>Sends, or keeps for when it can. The bytes must stay as they are until then.</summary>
    /// <returns>True when all of it went out at once.</returns>
    protected bool Send(ReadOnlyMemory<byte> bytes)
    {
        if (isConnecting || !unsent.IsEmpty)
        {
            unsent = unsent.IsEmpty ? bytes : (byte[])[.. unsent.Span, .. bytes.Span];
            return false;
        }
        unsent = bytes;
        return Flush();
    }

    /// <summary>Bytes arrived; the span is good only until this returns.</summary>
    protected abstract void OnBytes(ReadOnlySpan<byte> bytes);

    /// <summary>The other side ended it, or it never came about.</summary>
    protected abstract void OnGone(string why);

    internal virtual void OnEvents(uint events)
    {
        if (isConnecting && !FinishConnecting())
            return;
        if ((events & Native.Out) != 0 && !unsent.IsEmpty)
            Flush();
        if ((events & (Native.In | Native.HangUp | Native.Error)) != 0 && socket >= 0)
            ReceiveAll();
    }

    private bool FinishConnecting()
    {
        if (Native.ErrorOf(socket) != 0)
        {
            Lose("refused");
            return false;
        }
        isConnecting = false;
        loop.Change(socket, Native.In);
        if (!unsent.IsEmpty)
            Flush();
        return socket >= 0;
    }

    private void ReceiveAll()
    {
        // Bounded, so that one busy socket cannot keep the others waiting.
        for (var i = 0; i < 4 && socket >= 0; i++)
        {
            var count = Native.Receive(socket, loop.ReceiveBuffer);
            if (count > 0)
                OnBytes(loop.ReceiveBuffer.AsSpan(0, count));
            else if (count == 0)
                Lose("closed");
            else if (Marshal.GetLastPInvokeError() is not (Native.Again or Native.Interrupted))
                Lose("reset");
            if (count < loop.ReceiveBuffer.Length)
                return;
        }
    }

    private bool Flush()
    {
        var count = Native.Send(socket, unsent.Span);
        if (count < 0 && Marshal.GetLastPInvokeError() is not (Native.Again or Native.Interrupted))
        {
            Lose("reset");
            return false;
        }
        unsent = unsent[Math.Max(0, count)..];
        if (isHeldUp == unsent.IsEmpty)
        {
            isHeldUp = !unsent.IsEmpty;
            loop.Change(socket, isHeldUp ? Native.In | Native.Out : Native.In);
        }
        return unsent.IsEmpty;
    }

    private void Lose(string why)
    {
        Close();
        OnGone(why);
    }
}
