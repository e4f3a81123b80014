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

    /// <summary>Opens the stream, and counts it live when the server says so.</summary>
    public void Open()
    {
        IsLive = false;
        started = EventLoop.Now;
        Begin();
    }

    /// <summary>Ends it from our side, without a word.</summary>
    public void Cut()
    {
        IsLive = false;
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

    protected void Fail(string why)
    {
        IsLive = false;
        Close();
        measures.Fail("stream", why);
    }

    protected override void OnGone(string why) => Fail(why);
}
