using System.Buffers.Binary;
using System.Text;
using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Measuring;

namespace GroupPages.Load.Streams;

/// <summary>
/// A phone of the old architecture: a WebSocket (RFC 6455) that speaks as much Engine.IO 4 and Socket.IO 5 as it takes to
/// join a room and hear its messages.
/// </summary>
/// <param name="fetch">Gets a message by HTTP when the push brings only its id; null when the push brings all of it.</param>
internal sealed class SocketIoReceiver(EventLoop loop, int port, Measures measures, Requests requests, string room, HttpConnection? fetch)
    : Receiver(loop, measures)
{
    private readonly Queue<int> wanted = new();
    private ResponseHead? head;
    private byte[] kept = [];
    private int keptLength;
    private bool isFetching;

    protected override void Begin()
    {
        head = new();
        head.Reset();
        keptLength = 0;
        Connect(port);
        Send(requests.WebSocket("/socket.io/?EIO=4&transport=websocket"));
    }

    protected override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (head is not null)
        {
            if (!head.Read(ref bytes))
                return;
            if (head.Status != 101)
            {
                Fail($"status {head.Status}");
                return;
            }
            head = null;
        }
        if (keptLength > 0)
        {
            Keep(bytes);
            var rest = TakeFrames(kept.AsSpan(0, keptLength));
            kept.AsSpan(keptLength - rest, rest).CopyTo(kept);
            keptLength = rest;
            return;
        }
        var left = TakeFrames(bytes);
        Keep(bytes[^left..]);
    }

    // Gives how many bytes at the end are not a whole frame yet.
    private int TakeFrames(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 2 && IsOpen)
        {
            int length = bytes[1] & 127, start = 2;
            if (length == 126)
            {
                if (bytes.Length < 4)
                    break;
                (length, start) = (BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 4);
            }
            if (bytes.Length < start + length)
                break;
            TakePacket(bytes.Slice(start, length));
            bytes = bytes[(start + length)..];
        }
        return bytes.Length;
    }

    private void TakePacket(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
            return;
        switch (packet[0])
        {
            case (byte)'0':
                SendText("40");
                break;
            case (byte)'2':
                SendText("3");
                break;
            case (byte)'4' when packet.StartsWith("40"u8):
                SendText($"42[\"join\",\"{room}\"]");
                break;
            case (byte)'4' when packet.StartsWith("42[\"joined\""u8):
                GoLive();
                break;
            case (byte)'4' when packet.StartsWith("42[\"new\","u8):
                wanted.Enqueue(int.Parse(Encoding.ASCII.GetString(packet[9..^1]), System.Globalization.CultureInfo.InvariantCulture));
                if (!isFetching)
                    _ = FetchAsync();
                break;
            case (byte)'4' when packet.StartsWith("42"u8):
                Measures.Deliveries.Take(packet);
                break;
        }
    }

    private async Task FetchAsync()
    {
        isFetching = true;
        while (wanted.TryDequeue(out var id) && fetch is not null)
        {
            var response = await fetch.SendAsync(requests.Get($"/messages/{id}"), keepBody: true);
            if (Measures.Record("fetch message", response))
                Measures.Deliveries.Take(response.Body.Span);
        }
        isFetching = false;
    }

    // A client masks what it sends; a mask of zeros leaves the text as it is.
    private void SendText(string text) => Send((byte[])[0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)]);

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (keptLength + part.Length > kept.Length)
            Array.Resize(ref kept, Math.Max(512, (keptLength + part.Length) * 2));
        part.CopyTo(kept.AsSpan(keptLength));
        keptLength += part.Length;
    }
}
