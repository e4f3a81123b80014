namespace GroupPages.Load;

/// <summary>Chance that is the same in every run (xorshift64*, Vigna 2016): what is measured twice must be the same crowd.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = (seed * 0x9E3779B97F4A7C15) | 1;

    /// <summary>Evenly between 0 and 1.</summary>
    public double Next()
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return ((state * 0x2545F4914F6CDD1D) >> 11) * (1.0 / (1UL << 53));
    }

    public int Below(int end) => (int)(Next() * end);

    /// <summary>A wait of this mean, as between the calls of people who know nothing of one another.</summary>
    public double Wait(double mean) => -mean * Math.Log(1 - Next());
}
