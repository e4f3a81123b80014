namespace GroupPages.Ops.Monitoring;

/// <summary>Count, sum and largest of the values of the last half minute, in steps of five seconds.</summary>
public sealed class Recent(TimeProvider clock)
{
    private const int Steps = 6;

    private const int SecondsAStep = 5;

    private readonly Lock gate = new();
    private readonly (long Step, long Count, double Sum, double Largest)[] steps = new (long, long, double, double)[Steps];

    public long Count => Look().Count;

    public double Largest => Look().Largest;

    /// <summary>0 without a value.</summary>
    public double Mean => Look() is { Count: > 0 } all ? all.Sum / all.Count : 0;

    public void Add(double value)
    {
        lock (gate)
        {
            var now = Now();
            ref var step = ref steps[now % Steps];
            if (step.Step != now)
                step = (now, 0, 0, 0);
            step = (now, step.Count + 1, step.Sum + value, Math.Max(step.Largest, value));
        }
    }

    private (long Count, double Sum, double Largest) Look()
    {
        lock (gate)
        {
            var oldest = Now() - Steps;
            (long Count, double Sum, double Largest) all = default;
            foreach (var step in steps)
            {
                if (step.Step > oldest)
                    all = (all.Count + step.Count, all.Sum + step.Sum, Math.Max(all.Largest, step.Largest));
            }
            return all;
        }
    }

    private long Now() => clock.GetTimestamp() / (clock.TimestampFrequency * SecondsAStep);
}
