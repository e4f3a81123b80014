using GroupPages.Load.Loop;
using GroupPages.Load.Measuring;

namespace GroupPages.Load.Streams;

/// <summary>A phone's open stream, of whichever server.</summary>
internal abstract class Receiver(EventLoop loop, Measures measures) : Connection(loop)
{
    private long started;

    protected Measures Measures => measures;

    /// <summary>True once the server has said that everything is here.</summary>
    public bool IsLive { get; private set; }

    /// <summary>True while the page waits a moment before it opens its stream again: what is said meanwhile reaches it later.</summary>
    public bool IsComingBack { get; private set; }

    /// <summary>How often the server has let it go.</summary>
    public int LetGo { get; private set; }

    /// <summary>Opens the stream, and counts it live when the server says so.</summary>
    public void Open()
    {
        IsLive = IsComingBack = false;
        started = EventLoop.Now;
        Begin();
    }

    /// <summary>Ends it from our side, without a word.</summary>
    public void Cut()
    {
        IsLive = IsComingBack = false;
        Close();
    }

    /// <summary>Stays connected and never reads again; nothing is expected to reach it.</summary>
    public void GoDeaf()
    {
        IsLive = false;
        StopReading();
    }

    protected abstract void Begin();

    protected void GoLive()
    {
        if (IsLive)
            return;
        IsLive = true;
        measures.Record("stream", EventLoop.Milliseconds(EventLoop.Now - started));
    }

    /// <summary>The server has ended it in good order: it is opened again after a moment, unless somebody does so before.</summary>
    protected void ComeBack(double seconds)
    {
        Cut();
        LetGo++;
        IsComingBack = true;
        Loop.At(EventLoop.Now + EventLoop.Ticks(seconds), () =>
        {
            if (IsComingBack)
                Open();
        });
    }

    protected void Fail(string why)
    {
        IsLive = false;
        Close();
        measures.Fail("stream", why);
    }

    protected override void OnGone(string why) => Fail(why);
}
