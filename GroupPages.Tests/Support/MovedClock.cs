namespace GroupPages.Tests.Support;

/// <summary>A clock whose date is moved by hand; timers run by the true time.</summary>
public sealed class MovedClock : TimeProvider
{
    private long by;

    public void Advance(TimeSpan time) => Interlocked.Add(ref by, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref by));
}
