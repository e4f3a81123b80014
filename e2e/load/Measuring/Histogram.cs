using System.Numerics;

namespace GroupPages.Load.Measuring;

/// <summary>
/// Counts times in buckets of about 1.6 % width (as HdrHistogram does): fixed memory, no allocation for a value, and
/// percentiles over millions of values without keeping any.
/// </summary>
internal sealed class Histogram
{
    private const int StepsPerDoubling = 64;

    // Microseconds up to 2^36 (19 hours).
    private readonly long[] buckets = new long[37 * StepsPerDoubling];
    private long sum;

    public long Count { get; private set; }

    public double MaxMilliseconds { get; private set; }

    public double MeanMilliseconds => Count == 0 ? 0 : sum / 1000.0 / Count;

    public void Add(double milliseconds)
    {
        var microseconds = (long)Math.Max(0, milliseconds * 1000);
        buckets[IndexOf(microseconds)]++;
        Count++;
        sum += microseconds;
        MaxMilliseconds = Math.Max(MaxMilliseconds, milliseconds);
    }

    /// <summary>The value that so many per cent lie at or below, in milliseconds.</summary>
    public double Percentile(double percent)
    {
        var wanted = (long)Math.Ceiling(Count * percent / 100);
        for (var i = 0; i < buckets.Length && wanted > 0; i++)
        {
            wanted -= buckets[i];
            if (wanted <= 0)
                return Math.Min(UpperEnd(i) / 1000.0, MaxMilliseconds);
        }
        return 0;
    }

    // Below 64 a bucket a microsecond; above, 64 buckets a doubling.
    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)value | 1) - 6);
        return Math.Min((int)((shift * StepsPerDoubling) + (value >> shift)), (37 * StepsPerDoubling) - 1);
    }

    private static double UpperEnd(int index)
    {
        var shift = Math.Max(0, (index / StepsPerDoubling) - 1);
        return (double)(index - (shift * StepsPerDoubling) + 1) * (1L << shift);
    }
}
