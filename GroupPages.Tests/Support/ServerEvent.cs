using System.Globalization;
using System.Text;

namespace GroupPages.Tests.Support;

/// <summary>One event of a stream.</summary>
/// <param name="Name">Its type; <c>message</c> where the server named none.</param>
/// <param name="Data">Its data lines, joined by <c>\n</c>.</param>
/// <param name="Id">The stream's last event id at that point: an id holds until the next one. Null while there was none.</param>
public sealed record ServerEvent(string Name, string Data, string? Id);

/// <summary>Turns lines into events: WHATWG HTML, 9.2.6 "Interpreting an event stream".</summary>
internal sealed class ServerEventParser
{
    private readonly StringBuilder data = new();
    private string name = "";
    private string? id;
    private int comments;

    public int Comments => Volatile.Read(ref comments);

    public TimeSpan? Retry { get; private set; }

    /// <summary>Takes a line without its ending; gives an event when the line completes one.</summary>
    public ServerEvent? Take(string line)
    {
        if (line.Length == 0) return Dispatch();
        var colon = line.IndexOf(':');
        if (colon == 0)
        {
            Interlocked.Increment(ref comments);
            return null;
        }
        var value = colon < 0 ? "" : line[(colon + 1)..];
        SetField(colon < 0 ? line : line[..colon], value.StartsWith(' ') ? value[1..] : value);
        return null;
    }

    private void SetField(string field, string value)
    {
        switch (field)
        {
            case "event": name = value; break;
            case "data": data.Append(value).Append('\n'); break;
            case "id" when !value.Contains('\0'): id = value; break;
            case "retry" when value.Length > 0 && value.All(char.IsAsciiDigit):
                Retry = TimeSpan.FromMilliseconds(double.Parse(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private ServerEvent? Dispatch()
    {
        var complete = data.Length == 0
            ? null
            : new ServerEvent(name.Length == 0 ? "message" : name, data.ToString(0, data.Length - 1), id);
        data.Clear();
        name = "";
        return complete;
    }
}
