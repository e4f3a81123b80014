using GroupPages.Load.Loop;
using GroupPages.Load.Probes;

namespace GroupPages.Load.Scenarios;

/// <summary>The viral scenario, and in the middle of it the database stands still for a while: every process of it is stopped.</summary>
internal sealed class Stall : Viral
{
    protected override async Task DisturbAsync(Run run, long end)
    {
        var before = EventLoop.Milliseconds(end - EventLoop.Now) / 1000 / 3;
        await run.Loop.Delay(before);
        var stopped = new ProcessProbe(run.Tier.Postgres, withChildren: true).Everyone();
        Signal(stopped, Native.Stop);
        try
        {
            await run.Loop.Delay(run.Options.Fraction("stall", 10));
        }
        finally
        {
            Signal(stopped, Native.Continue);
        }
        var resumed = EventLoop.Now;
        await run.Loop.Until(end);
        // What was already waiting still counts as bad; well again is after the last request that failed or took over half a second.
        var last = run.Measures.BadMoments.Where(moment => moment >= resumed).DefaultIfEmpty(resumed).Max();
        run.Figures["recovered after, s"] = EventLoop.Milliseconds(last - resumed) / 1000;
        run.Figures["watched after it, s"] = EventLoop.Milliseconds(end - resumed) / 1000;
    }

    private static void Signal(int[] processes, int signal)
    {
        foreach (var process in processes)
            _ = Native.Kill(process, signal);
    }
}
