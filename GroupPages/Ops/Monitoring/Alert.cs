namespace GroupPages.Ops.Monitoring;

/// <summary>A figure and the threshold that somebody should hear of.</summary>
/// <param name="Name">Its name for programs, such as <c>pool-full</c>.</param>
/// <param name="Words">What it means, in an operator's words.</param>
/// <param name="Unit">The unit of both thresholds.</param>
/// <param name="Read">The figure now.</param>
/// <param name="Raise">From here on it is an alert.</param>
/// <param name="Clear">Below here it is over: lower than <paramref name="Raise"/>, or a figure at the edge would ring all day.</param>
/// <param name="Patience">How long it must stay before it is told: shorter is a moment, not a state.</param>
public sealed record AlertRule(
    string Name, string Words, string Unit, Func<double> Read, double Raise, double Clear, TimeSpan Patience);

/// <summary>That an alert began or ended.</summary>
/// <param name="Value">The figure at that moment.</param>
public sealed record AlertEvent(DateTimeOffset At, string Name, string Words, string Unit, double Value, bool IsRaised)
{
    /// <summary>As it stands in the log, the mail and on the page.</summary>
    public string Line => FormattableString.Invariant($"{(IsRaised ? "Alert" : "Over")}: {Words} ({Value:0.##} {Unit})");
}

/// <summary>One rule over time: raised after <see cref="AlertRule.Patience"/>, cleared only well below.</summary>
public sealed class Alert(AlertRule rule, TimeProvider clock)
{
    private long? highSince;

    public AlertRule Rule => rule;

    public bool IsRaised { get; private set; }

    /// <summary>Looks once; what is to be told, or null.</summary>
    public AlertEvent? Look()
    {
        var value = rule.Read();
        if (IsRaised)
            return value < rule.Clear ? Turn(false, value) : null;
        if (value < rule.Raise)
        {
            highSince = null;
            return null;
        }
        highSince ??= clock.GetTimestamp();
        return clock.GetElapsedTime(highSince.Value) >= rule.Patience ? Turn(true, value) : null;
    }

    private AlertEvent Turn(bool isRaised, double value)
    {
        (IsRaised, highSince) = (isRaised, null);
        return new(clock.GetUtcNow(), rule.Name, rule.Words, rule.Unit, value, isRaised);
    }
}
