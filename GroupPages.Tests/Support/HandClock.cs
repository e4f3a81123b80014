namespace GroupPages.Tests.Support;

/// <summary>A clock that stands still until it is moved by hand. Timers still run by the true time.</summary>
public sealed class HandClock : TimeProvider
{
    private long now;

    public void Advance(TimeSpan by) => now += by.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;
}
