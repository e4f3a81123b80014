using System.Globalization;
using System.Security.Cryptography;

namespace GroupPages.Tests.Support;

/// <summary>
/// Random numbers that can be had again: a failing test names its seed, and <c>GROUPPAGES_SEED</c> repeats it.
/// (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014.) Not for more than one thread.
/// </summary>
public sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The seed that <c>GROUPPAGES_SEED</c> gives, else a new one.</summary>
    public static ulong NewSeed() =>
        ulong.TryParse(Environment.GetEnvironmentVariable("GROUPPAGES_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>A generator of its own for one of several actors, so that their turns do not change each other's numbers.</summary>
    public static SplitMix64 For(ulong seed, int actor) => new(new SplitMix64(seed + (ulong)actor).Next());

    /// <summary>A number from 0 up to and without <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>True once in <paramref name="n"/> times.</summary>
    public bool OneIn(int n) => Below(n) == 0;

    /// <summary>A time from nothing to <paramref name="longest"/> milliseconds.</summary>
    public TimeSpan Milliseconds(int longest) => TimeSpan.FromMilliseconds(Below(longest + 1));

    private ulong Next()
    {
        var z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
