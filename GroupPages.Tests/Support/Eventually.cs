using Xunit;

namespace GroupPages.Tests.Support;

/// <summary>Waits for what happens by itself, soon but not at once.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks every 20 ms until the answer is yes; fails the test when it is still no after <paramref name="timeout"/>.</summary>
    /// <param name="condition">Asked at least once, and once more after the time is up.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="because">What must become true, in words: it stands in the failure.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan timeout, string because)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var late = TimeProvider.System.GetElapsedTime(started) >= timeout;
            if (await condition()) return;
            if (late) Assert.Fail($"Not true within {timeout.TotalSeconds:0.###} s: {because}");
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, TimeSpan, string)"/>
    public static Task TrueAsync(Func<bool> condition, TimeSpan timeout, string because) =>
        TrueAsync(() => Task.FromResult(condition()), timeout, because);
}
