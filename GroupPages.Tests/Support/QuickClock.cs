namespace GroupPages.Tests.Support;

/// <summary>A clock on which waiting is shorter: timers come, and time passes between two stamps, so many times faster. The date is true.</summary>
public sealed class QuickClock(int speed) : TimeProvider
{
    private readonly long start = System.GetTimestamp();

    public override long GetTimestamp() => start + (System.GetTimestamp() - start) * speed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

    // Infinite is negative and stays.
    private TimeSpan Shorten(TimeSpan time) => time > TimeSpan.Zero ? time / speed : time;
}
