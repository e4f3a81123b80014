using System.Buffers.Text;
using System.Text;

namespace GroupPages.Load.Http;

/// <summary>Reads the head of an HTTP/1.1 response (RFC 9112) as it trickles in, and keeps of it what a phone needs.</summary>
internal sealed class ResponseHead
{
    private readonly byte[] kept = new byte[4096];
    private int length;

    public int Status { get; private set; }

    /// <summary>-1 when it is not told.</summary>
    public long ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    public bool IsLast { get; private set; }

    public bool IsBrotli { get; private set; }

    /// <summary>The session's token, when the response gave one.</summary>
    public string? Session { get; private set; }

    public string? MessageId { get; private set; }

    public void Reset()
    {
        (length, Status, ContentLength, IsChunked, IsLast, IsBrotli) = (0, 0, -1, false, false, false);
        (Session, MessageId) = (null, null);
    }

    /// <summary>Takes the head off the front of the data. True when it is whole.</summary>
    /// <exception cref="InvalidDataException">It is no head.</exception>
    public bool Read(ref ReadOnlySpan<byte> data)
    {
        if (length == 0 && data.IndexOf("\r\n\r\n"u8) is var end and >= 0)
        {
            Parse(data[..(end + 2)]);
            data = data[(end + 4)..];
            return true;
        }
        while (!data.IsEmpty)
        {
            if (length == kept.Length)
                throw new InvalidDataException("A response's head is longer than 4 KB.");
            kept[length++] = data[0];
            data = data[1..];
            if (kept.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                Parse(kept.AsSpan(0, length - 2));
                return true;
            }
        }
        return false;
    }

    private void Parse(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !Utf8Parser.TryParse(head[9..12], out int status, out _))
            throw new InvalidDataException("Not an HTTP response.");
        Status = status;
        for (head = Rest(head); !head.IsEmpty; head = Rest(head))
        {
            var line = head[..head.IndexOf("\r\n"u8)];
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
                Keep(line[..colon], line[(colon + 1)..].Trim((byte)' '));
        }
        if (Status is 204 or 304)
            ContentLength = 0;
    }

    private void Keep(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
            ContentLength = Utf8Parser.TryParse(value, out long number, out _) ? number : -1;
        else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
            IsChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
        else if (Ascii.EqualsIgnoreCase(name, "connection"u8))
            IsLast = Ascii.EqualsIgnoreCase(value, "close"u8);
        else if (Ascii.EqualsIgnoreCase(name, "content-encoding"u8))
            IsBrotli = value.SequenceEqual("br"u8);
        else if (Ascii.EqualsIgnoreCase(name, "set-cookie"u8) && value.StartsWith("session="u8))
            Session = Encoding.ASCII.GetString(value[8..(value.IndexOf((byte)';') is var end and >= 0 ? end : value.Length)]);
        else if (Ascii.EqualsIgnoreCase(name, "message-id"u8))
            MessageId = Encoding.ASCII.GetString(value);
    }

    private static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> head) => head[(head.IndexOf("\r\n"u8) + 2)..];
}
