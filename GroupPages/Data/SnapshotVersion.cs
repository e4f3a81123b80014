namespace GroupPages.Data;

/// <summary>Numbers for snapshots: each is used once in this process, so equal numbers mean the very same content.</summary>
internal static class SnapshotVersion
{
    private static long last;

    public static long Next() => Interlocked.Increment(ref last);
}
