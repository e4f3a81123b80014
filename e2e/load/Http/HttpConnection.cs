using System.Buffers;
using System.Threading.Tasks.Sources;
using GroupPages.Load.Loop;

namespace GroupPages.Load.Http;

/// <summary>What came back: status 0 and a word in <see cref="Error"/> when nothing did.</summary>
internal readonly record struct HttpResponse(int Status, string? Error, long Bytes, long Ticks, string? Session, string? MessageId, bool IsBrotli, ReadOnlyMemory<byte> Body)
{
    /// <summary>The kind of failure for the report; null when it is one of the wanted answers.</summary>
    public string? FailureUnless(int wanted) => Status == wanted ? null : Error ?? $"status {Status}";
}

/// <summary>A phone's keep-alive connection: one request after another, opened when needed and again when the server closed it.</summary>
internal sealed class HttpConnection(EventLoop loop, int port, double timeout = 30) : Connection(loop), IValueTaskSource<HttpResponse>
{
    private readonly ResponseHead head = new();
    private ManualResetValueTaskSourceCore<HttpResponse> core;
    private ArrayBufferWriter<byte>? body;
    private ReadOnlyMemory<byte> request;
    private ChunkedBody chunks;
    private long started, received, remaining, deadline;
    private bool isPending, hasHead, isReused, keepsBody, hasAlarm;

    /// <summary>Sends a request, whose bytes must stay as they are, and waits for all of the answer.</summary>
    public ValueTask<HttpResponse> SendAsync(ReadOnlyMemory<byte> bytes, bool keepBody = false)
    {
        core.Reset();
        (request, keepsBody, isPending) = (bytes, keepBody, true);
        started = EventLoop.Now;
        deadline = started + EventLoop.Ticks(timeout);
        SetAlarm();
        isReused = IsOpen;
        Begin();
        return new(this, core.Version);
    }

    protected override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        received += bytes.Length;
        if (!isPending)
            return;
        try
        {
            if (Take(bytes))
                Finish();
        }
        catch (InvalidDataException error)
        {
            Close();
            Complete(new(0, error.Message, received, 0, null, null, false, default));
        }
    }

    protected override void OnGone(string why)
    {
        if (!isPending)
            return;
        // The server may close an idle connection just when we use it; every browser then asks once more.
        if (isReused && received == 0)
        {
            isReused = false;
            Begin();
        }
        else if (hasHead && head is { ContentLength: < 0, IsChunked: false })
        {
            Finish();
        }
        else
        {
            Complete(new(0, why, received, 0, null, null, false, default));
        }
    }

    private void Begin()
    {
        head.Reset();
        chunks = default;
        (hasHead, received) = (false, 0);
        body?.ResetWrittenCount();
        if (!IsOpen)
            Connect(port);
        Send(request);
    }

    private bool Take(ReadOnlySpan<byte> data)
    {
        if (!hasHead)
        {
            if (!head.Read(ref data))
                return false;
            hasHead = true;
            remaining = head.ContentLength;
        }
        if (head.IsChunked)
        {
            while (chunks.Next(ref data, out var piece))
                Keep(piece);
            return chunks.IsDone;
        }
        Keep(data);
        if (remaining >= 0)
            remaining -= Math.Min(remaining, data.Length);
        return remaining == 0;
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (!keepsBody)
            return;
        body ??= new();
        body.Write(piece);
    }

    private void Finish()
    {
        if (head.IsLast)
            Close();
        Complete(new(head.Status, null, received, 0, head.Session, head.MessageId, head.IsBrotli, keepsBody ? body?.WrittenMemory ?? default : default));
    }

    private void Complete(HttpResponse response)
    {
        isPending = false;
        core.SetResult(response with { Ticks = EventLoop.Now - started });
    }

    private void SetAlarm()
    {
        if (hasAlarm)
            return;
        hasAlarm = true;
        Loop.At(deadline, OnAlarm);
    }

    // One alarm a connection, not one a request: it looks whether what is under way now is too late.
    private void OnAlarm()
    {
        hasAlarm = false;
        if (!isPending)
            return;
        if (deadline > EventLoop.Now)
        {
            SetAlarm();
            return;
        }
        Close();
        Complete(new(0, "timeout", received, 0, null, null, false, default));
    }

    HttpResponse IValueTaskSource<HttpResponse>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<HttpResponse>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<HttpResponse>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
