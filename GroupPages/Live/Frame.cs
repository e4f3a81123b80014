using System.Globalization;
using System.Text;
using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>One event as it goes over the wire, encoded once and shared by every stream (WHATWG HTML 9.2.6).</summary>
/// <param name="Seq">Its number in its log.</param>
/// <param name="Subject">The message, or the member, whose state it shows: a newer frame of the same takes its place.</param>
/// <param name="Bytes">The whole event with the empty line that ends it.</param>
internal sealed record Frame(long Seq, long Subject, ReadOnlyMemory<byte> Bytes)
{
    public static readonly ReadOnlyMemory<byte> Heartbeat = ":\n\n"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Bye = Encode("bye", null, "");
    public static readonly ReadOnlyMemory<byte> Reload = Encode("reload", null, "");

    /// <summary>A change of a conversation; its number is the event's id, so a browser asks for what follows it.</summary>
    public static Frame Message(long seq, long message, string html) => new(seq, message, Encode("message", seq, html));

    /// <summary>A member's card; without an id, so that it leaves the conversation's cursor alone.</summary>
    public static Frame People(long number, UserId member, string html) => new(number, member.Value, Encode("people", null, html));

    /// <summary>The first line of a stream: how long the browser itself would wait before it comes again.</summary>
    public static ReadOnlyMemory<byte> Retry(int milliseconds) => Encoding.UTF8.GetBytes($"retry: {milliseconds}\n\n");

    private static byte[] Encode(string name, long? id, string data)
    {
        var text = new StringBuilder();
        if (id is { } number)
            text.Append("id: ").Append(number.ToString(CultureInfo.InvariantCulture)).Append('\n');
        text.Append("event: ").Append(name).Append('\n');
        foreach (var line in data.EnumerateLines())
            text.Append("data: ").Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }
}
