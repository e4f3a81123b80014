using System.Security.Cryptography;

namespace GroupPages.Data;

/// <summary>Numbers for snapshots: each is used once in this process, so equal numbers mean the very same content.</summary>
internal static class SnapshotVersion
{
    private static long last;

    /// <summary>This process, from one start to its end: numbers of another mean nothing here.</summary>
    public static string Process { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    public static long Next() => Interlocked.Increment(ref last);
}
