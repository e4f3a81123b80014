namespace GroupPages.Ops;

/// <summary>One figure against its limit, both in the same unit.</summary>
/// <param name="Name">What is measured, in an operator's words.</param>
/// <param name="Unit">What stands behind the figures, such as <c>MB</c>; may be empty.</param>
public sealed record Gauge(string Name, long Now, long Limit, string Unit = "")
{
    /// <summary>From here on it is worth planning the next step: the first alert of PRODUCT.md section 7.</summary>
    public const int Filling = 80;

    /// <summary>From here on people will soon feel it: the second alert.</summary>
    public const int Full = 90;

    /// <summary>Whole percent, rounded down so that a threshold is not reached before its time. Nothing of nothing is 0.</summary>
    public int Percent => Limit > 0 ? (int)Math.Min(Now * 100 / Limit, 999) : Now > 0 ? 100 : 0;

    public string Verdict => Percent >= Full ? "full" : Percent >= Filling ? "filling" : "plenty";

    public string Words => FormattableString.Invariant($"{Now:N0} of {Limit:N0} {Unit}").TrimEnd();
}
