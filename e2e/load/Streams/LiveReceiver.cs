using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Measuring;

namespace GroupPages.Load.Streams;

/// <summary>A phone's <c>GET /live</c>.</summary>
/// <param name="request">The request, given the number of the last message seen (null at first).</param>
/// <param name="pause">Seconds after which the page comes back when the server has let it go; null where that is a fault.</param>
/// <param name="receiveBuffer">What the kernel may hold for a phone that does not read; 0 leaves it alone.</param>
internal sealed class LiveReceiver(
    EventLoop loop, int port, Measures measures, Func<long?, byte[]> request, int receiveBuffer = 0, Func<double>? pause = null)
    : Receiver(loop, measures)
{
    private readonly SseScanner scanner = new(measures.Deliveries);
    private ResponseHead? head;
    private ChunkedBody chunks;

    /// <summary>How many messages it got, since it was first opened.</summary>
    public int Heard => scanner.Messages;

    protected override void Begin()
    {
        head = new();
        head.Reset();
        chunks = default;
        scanner.Reset();
        Connect(port, receiveBuffer);
        Send(request(scanner.LastId == 0 ? null : scanner.LastId));
    }

    protected override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (head is not null && !TakeHead(ref bytes))
            return;
        while (chunks.Next(ref bytes, out var piece))
            scanner.Take(piece);
        if (scanner.IsUpToDate)
            GoLive();
        if (scanner.IsToReload)
            Fail("reload");
        else if (chunks.IsDone && pause is not null)
            ComeBack(pause());
        else if (chunks.IsDone)
            Fail("ended");
    }

    private bool TakeHead(ref ReadOnlySpan<byte> bytes)
    {
        if (!head!.Read(ref bytes))
            return false;
        var status = head.Status;
        // Kept no longer than it is needed: 4 KB each.
        head = null;
        if (status == 200)
            return true;
        Fail($"status {status}");
        return false;
    }
}
