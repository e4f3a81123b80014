using GroupPages.Load.Loop;
using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>
/// The groups scenario before two processes behind a proxy. In the middle of it both are replaced, one after the other: no
/// request may fail, and each phone gets each message once.
/// </summary>
internal sealed class Rolling : Groups
{
    private const int Pool = 18, All = 22;

    private readonly Dice dice = new(11);

    protected override double Seconds => 45;

    // As js/live.js does it after a stream that worked.
    protected override Func<double> Pause => () => 0.3 + (dice.Next() * 1.5);

    protected override async Task DisturbAsync(Run run, long end)
    {
        await run.Loop.Delay(run.Options.Fraction("before", 8));
        var number = 0;
        foreach (var instance in Instance.FindAll(run))
        {
            number++;
            var start = EventLoop.Now;
            await MarkAsync("gone", instance.EndAsync());
            await MarkAsync("ready", instance.IsReadyAsync());
            await MarkAsync("used by the proxy", instance.IsUsedAsync());

            async Task MarkAsync(string what, Task<bool> step)
            {
                if (!await step)
                    run.Measures.Fail($"restart {number}", $"not {what}");
                run.Figures[$"restart {number}: {what} after, s"] = EventLoop.Milliseconds(EventLoop.Now - start) / 1000;
            }
        }
        if (EventLoop.Now > end)
            run.Measures.Fail("restarts", "longer than the load; give it more --seconds");
        run.Measures.Fail("connections", "more than the pool", run.Sampler.Samples.Count(sample => sample.Pooled > Pool));
        run.Measures.Fail("connections", "more than the tier has", run.Sampler.Samples.Count(sample => sample.Backends > All));
    }
}
