using System.Buffers.Text;
using System.Globalization;
using GroupPages.Load.Loop;

namespace GroupPages.Load.Measuring;

/// <summary>
/// Every message posted, by a mark in its text: when it was sent, how many streams it should reach and how many it has.
/// The receive path finds the mark in the bytes and allocates nothing.
/// </summary>
internal sealed class Deliveries
{
    public const int MarkLength = 18;

    private const int Digits = 8;

    private static ReadOnlySpan<byte> MarkStart => "load-mark-"u8;

    private long[] sentAt = new long[4096];
    private int[] expected = new int[4096];
    private int[] arrived = new int[4096];

    /// <summary>POST to one screen.</summary>
    public Histogram Screens { get; } = new();

    /// <summary>POST to the last screen of the room.</summary>
    public Histogram LastScreens { get; } = new();

    public int Posted { get; private set; }

    /// <summary>Messages that reached every stream they should.</summary>
    public long Complete { get; private set; }

    public long Received { get; private set; }

    /// <summary>Numbers that came a second time on one stream.</summary>
    public long Duplicates { get; set; }

    /// <summary>Numbers missing between two events of one stream.</summary>
    public long Gaps { get; set; }

    /// <summary>Streams the posted messages have not reached.</summary>
    public long Missing
    {
        get
        {
            var missing = 0L;
            for (var i = 0; i < Posted; i++)
                missing += Math.Max(0, expected[i] - arrived[i]);
            return missing;
        }
    }

    /// <summary>A message is about to be sent to so many streams; gives the number its text must carry.</summary>
    /// <param name="isTimed">False when its receivers are away: their absence is no latency.</param>
    public int Begin(int receivers, bool isTimed = true)
    {
        if (Posted == sentAt.Length)
        {
            Array.Resize(ref sentAt, Posted * 2);
            Array.Resize(ref expected, Posted * 2);
            Array.Resize(ref arrived, Posted * 2);
        }
        expected[Posted] = receivers;
        sentAt[Posted] = isTimed ? EventLoop.Now : long.MaxValue;
        return Posted++;
    }

    /// <summary>The post was refused or lost: whether anybody gets it is not promised.</summary>
    public void Cancel(int number) => expected[number] = 0;

    public static string Mark(int number) => "load-mark-" + number.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');

    /// <summary>Counts the message whose mark is in this text. A stream that opened after the post may add to those expected.</summary>
    public void Take(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf(MarkStart);
        if (at < 0 || text.Length < at + MarkLength || !Utf8Parser.TryParse(text.Slice(at + MarkStart.Length, Digits), out int number, out _) || number >= Posted)
            return;
        var isTimed = sentAt[number] != long.MaxValue;
        var milliseconds = EventLoop.Milliseconds(EventLoop.Now - sentAt[number]);
        Received++;
        if (isTimed)
            Screens.Add(milliseconds);
        arrived[number]++;
        if (arrived[number] == expected[number])
        {
            Complete++;
            if (isTimed)
                LastScreens.Add(milliseconds);
        }
    }
}
