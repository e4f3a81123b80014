using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Measuring;
using GroupPages.Load.Streams;

namespace GroupPages.Load.Sites;

/// <summary>Rooms with people in them, on the app or on one of the servers it is compared with.</summary>
internal abstract class Site(int port)
{
    // About what people write; the mark stands in front of it.
    protected const string Words = "+so+that+is+settled%2C+see+you+all+on+Thursday+at+eight";

    protected int Port => port;

    protected Requests Requests { get; } = new(port);

    /// <summary>The status a post is answered with when all is well.</summary>
    public virtual int Posted => 204;

    /// <summary>A stream of one person in one room, not yet open.</summary>
    public abstract Receiver NewReceiver(EventLoop loop, Measures measures, int room, int person, int receiveBuffer = 0);

    /// <summary>The request by which this person posts the message of this number.</summary>
    public abstract byte[] Post(int room, int person, int message);

    public HttpConnection NewConnection(EventLoop loop) => new(loop, port);
}

/// <summary>GroupPages itself.</summary>
internal sealed class AppSite(int port, CrowdGroup[] groups) : Site(port)
{
    private readonly long start = EventLoop.Now;

    public override Receiver NewReceiver(EventLoop loop, Measures measures, int room, int person, int receiveBuffer = 0)
    {
        var group = groups[room];
        return new LiveReceiver(loop, Port, measures, last => Requests.Stream($"c={group.Room}", group.Members[person].Session, last), receiveBuffer);
    }

    public override byte[] Post(int room, int person, int message) =>
        Requests.Post($"/g/{groups[room].Slug}/chat", $"text={Deliveries.Mark(message)}{Words}&key={start}-{message}", groups[room].Members[person].Session, isHtmx: true);
}

/// <summary>Baseline (c): the raw loop of <c>write-frames</c>.</summary>
internal sealed class FramesSite(int port) : Site(port)
{
    public override Receiver NewReceiver(EventLoop loop, Measures measures, int room, int person, int receiveBuffer = 0) =>
        new LiveReceiver(loop, Port, measures, last => Requests.Stream($"room={room}", null, last), receiveBuffer);

    public override byte[] Post(int room, int person, int message) => Requests.Post($"/post?room={room}", $"text={Deliveries.Mark(message)}{Words}");
}

/// <summary>Baseline (d): the old app's chat. <paramref name="isFetching"/>: each receiver then gets the message by HTTP, as it really did.</summary>
internal sealed class SocketIoSite(int port, bool isFetching) : Site(port)
{
    public override Receiver NewReceiver(EventLoop loop, Measures measures, int room, int person, int receiveBuffer = 0) =>
        new SocketIoReceiver(loop, Port, measures, Requests, $"room-{room}", isFetching ? NewConnection(loop) : null);

    public override byte[] Post(int room, int person, int message) => Requests.Post($"/post?room=room-{room}", $"text={Deliveries.Mark(message)}{Words}");
}
