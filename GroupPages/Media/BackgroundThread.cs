using System.Runtime.InteropServices;

namespace GroupPages.Media;

/// <summary>Lets the threads that answer people go first.</summary>
internal static class BackgroundThread
{
    private const int ThisThread = 0;
    private const int Nicer = 10;

    /// <summary>Makes this thread, and those it starts, a nice one (man 7 sched). .NET's own thread priorities do nothing on Linux.</summary>
    public static void Yield()
    {
        // On Linux "this process" means this thread; elsewhere it would be the whole program.
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, ThisThread, Nicer);
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
