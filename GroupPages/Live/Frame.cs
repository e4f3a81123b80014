using System.Globalization;
using System.Text;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>One event as it goes over the wire, encoded once and shared by every stream (WHATWG HTML 9.2.6).</summary>
/// <param name="Seq">Its number in its log.</param>
/// <param name="Subject">The message, or the member, whose state it shows: a newer frame of the same takes its place.</param>
/// <param name="Chunk">The whole event as a chunk of an HTTP/1.1 body (RFC 9112 7.1): what goes straight to a socket.</param>
/// <param name="Bytes">The event alone, with the empty line that ends it.</param>
internal sealed record Frame(long Seq, long Subject, ReadOnlyMemory<byte> Chunk, ReadOnlyMemory<byte> Bytes)
{
    public static readonly ReadOnlyMemory<byte> Heartbeat = ":\n\n"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> HeartbeatChunk = "3\r\n:\n\n\r\n"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Bye = Encode("bye", null, "").Bytes;
    public static readonly ReadOnlyMemory<byte> Reload = Encode("reload", null, "").Bytes;

    /// <summary>Whom the reader has met may not be what the page shows any more.</summary>
    public static readonly ReadOnlyMemory<byte> Marks = Encode("marks", null, "").Bytes;

    /// <summary>When the message that this frame brings for the first time was posted; null for anything else.</summary>
    public DateTimeOffset? PostedAt { get; init; }

    /// <summary>A change of a conversation; its number is the event's id, so a browser asks for what follows it.</summary>
    public static Frame Message(long seq, long message, string html)
    {
        var (chunk, bytes) = Encode("message", seq, html);
        return new(seq, message, chunk, bytes);
    }

    /// <summary>A member's card; without an id, so that it leaves the conversation's cursor alone.</summary>
    public static Frame People(long number, UserId member, string html)
    {
        var (chunk, bytes) = Encode("people", null, html);
        return new(number, member.Value, chunk, bytes);
    }

    /// <summary>What somebody has not read.</summary>
    public static ReadOnlyMemory<byte> Unread(string html) => Encode("unread", null, html).Bytes;

    /// <summary>The first line of a stream: how long the browser itself would wait before it comes again.</summary>
    public static ReadOnlyMemory<byte> Retry(int milliseconds) => Encoding.UTF8.GetBytes($"retry: {milliseconds}\n\n");

    private static (ReadOnlyMemory<byte> Chunk, ReadOnlyMemory<byte> Bytes) Encode(string name, long? id, string data)
    {
        var text = new StringBuilder();
        if (id is { } number)
            text.Append("id: ").Append(number.ToString(CultureInfo.InvariantCulture)).Append('\n');
        text.Append("event: ").Append(name).Append('\n');
        foreach (var line in data.EnumerateLines())
            text.Append("data: ").Append(line).Append('\n');
        var body = text.Append('\n').ToString();
        var length = Encoding.UTF8.GetByteCount(body);
        var head = length.ToString("x", CultureInfo.InvariantCulture) + "\r\n";
        ReadOnlyMemory<byte> chunk = Encoding.UTF8.GetBytes(head + body + "\r\n");
        return (chunk, chunk.Slice(head.Length, length));
    }
}
