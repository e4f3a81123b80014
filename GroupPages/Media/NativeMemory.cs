using System.Runtime.InteropServices;

namespace GroupPages.Media;

/// <summary>What libvips and its decoders take outside .NET's own heap.</summary>
internal static class NativeMemory
{
    /// <summary>
    /// Returns to the system what the decoders have freed (man 3 malloc_trim). glibc would keep it for the thread that had it; the
    /// next photo has another thread, and takes as much again.
    /// </summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc: its business.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint keep);
}
