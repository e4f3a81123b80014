using System.Runtime.InteropServices;

namespace GroupPages.Data.Embedded;

/// <summary>Signals to another process, which <see cref="System.Diagnostics.Process"/> cannot send (it only kills).</summary>
internal static class ProcessSignal
{
    /// <summary>SIGINT; to PostgreSQL: end all sessions, write a checkpoint, stop ("fast").</summary>
    public const int Interrupt = 2;

    /// <summary>SIGQUIT; to PostgreSQL: stop at once, recover at the next start ("immediate").</summary>
    public const int Quit = 3;

    // EPERM says that it is there but another user's; the number is the same on Linux and Mac.
    private const int NotPermitted = 1;

    /// <summary>Sends a signal; a process that ended in the meantime is no error.</summary>
    public static void Send(int processId, int signal) => _ = Kill(processId, signal);

    /// <summary>Whether a process of this number exists.</summary>
    public static bool IsAlive(int processId) => Kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() == NotPermitted;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
