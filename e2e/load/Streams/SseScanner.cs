using System.Buffers.Text;
using GroupPages.Load.Measuring;

namespace GroupPages.Load.Streams;

/// <summary>
/// Looks through a stream of Server-Sent Events for messages and their marks, and for numbers that are missing or come
/// twice. Lines cut in two by the network are the rare case; only they are copied.
/// </summary>
internal sealed class SseScanner(Deliveries deliveries)
{
    private byte[] cut = [];
    private int cutLength;
    private long pendingId;
    private bool isMessage;

    /// <summary>The number of the last message; 0 before the first.</summary>
    public long LastId { get; set; }

    /// <summary>How many messages came, on all connections together.</summary>
    public int Messages { get; private set; }

    /// <summary>True after the first sign of life: the server says that nothing is missing.</summary>
    public bool IsUpToDate { get; private set; }

    public bool IsToReload { get; private set; }

    public void Reset() => (cutLength, pendingId, isMessage, IsUpToDate, IsToReload) = (0, 0, false, false, false);

    public void Take(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var end = data.IndexOf((byte)'\n');
            if (end < 0)
            {
                Keep(data);
                return;
            }
            if (cutLength > 0)
            {
                Keep(data[..end]);
                TakeLine(cut.AsSpan(0, cutLength));
                cutLength = 0;
            }
            else
            {
                TakeLine(data[..end]);
            }
            data = data[(end + 1)..];
        }
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return;
        if (line[0] == (byte)':')
            IsUpToDate = true;
        else if (line.StartsWith("id: "u8))
            pendingId = Utf8Parser.TryParse(line[4..], out long id, out _) ? id : 0;
        else if (line.StartsWith("event: "u8))
            TakeEvent(line[7..]);
        else if (isMessage && line.StartsWith("data: "u8))
            deliveries.Take(line);
    }

    private void TakeEvent(ReadOnlySpan<byte> name)
    {
        isMessage = name.SequenceEqual("message"u8);
        IsToReload |= name.SequenceEqual("reload"u8);
        if (!isMessage)
            return;
        IsUpToDate = true;
        Messages++;
        if (LastId != 0 && pendingId <= LastId)
            deliveries.Duplicates++;
        else if (LastId != 0 && pendingId > LastId + 1)
            deliveries.Gaps++;
        LastId = Math.Max(LastId, pendingId);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (cutLength + part.Length > cut.Length)
            Array.Resize(ref cut, Math.Max(512, (cutLength + part.Length) * 2));
        part.CopyTo(cut.AsSpan(cutLength));
        cutLength += part.Length;
    }
}
