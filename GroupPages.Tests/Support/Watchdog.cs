namespace GroupPages.Tests.Support;

/// <summary>
/// Owns a cluster's directory and ends whatever runs in it. It is a shell that waits for the end of its standard input, whose
/// other end only the test process holds: the kernel closes that when the process ends, however it ends (kill -9 too).
/// Disposing takes the same way, so the path for accidents runs in every test.
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    // Whoever has the directory as working directory is ours; no pid is kept, so none can be stale and hit a stranger.
    // Runs as the database user: in a container even root may not look at another user's /proc/<pid>/cwd.
    private const string Signal = """
        signal_all() {
          signal=$1; shift; none=1
          for process in /proc/[0-9]*; do
            for directory; do
              if [ "$process/cwd" -ef "$directory" ]; then kill "-$signal" "${process#/proc/}" && none=0; fi
            done
          done
          return $none
        }

        """;

    // QUIT to PostgreSQL: it then gives back its System V segment, which outlives a KILL (ipcrm is for a server killed before).
    // KILL to PgBouncer: started from a background job it inherits QUIT ignored, and newer ones take TERM for "when all have left".
    private const string Guard = Signal + """
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        dir=$1
        while read -r line; do :; done
        signal_all KILL "$dir"
        signal_all QUIT "$dir/data"
        turns=0
        while [ $turns -lt 100 ] && signal_all 0 "$dir/data"; do sleep 0.02; turns=$((turns + 1)); done
        while signal_all KILL "$dir" "$dir/data"; do sleep 0.02; done
        set -- $(sed -n 7p "$dir/data/postmaster.pid")
        [ -z "$2" ] || ipcrm -m "$2"
        rm -rf "$dir"
        """;

    private readonly ChildProcess shell;

    private Watchdog(string directory, ChildProcess shell) => (Directory, this.shell) = (directory, shell);

    public string Directory { get; }

    /// <summary>Makes a directory of the database user's and starts guarding it.</summary>
    public static async Task<Watchdog> StartAsync()
    {
        // Short: a socket's path may have 107 bytes.
        var directory = Path.Combine(Parent(), $"gp-pg-{Guid.NewGuid().ToString("N")[..12]}");
        await ChildProcess.RunAsync("/", "mkdir -m 0750 \"$1\"", directory);
        return new Watchdog(directory, ChildProcess.Start("/", Guard, directory));
    }

    /// <summary>SIGKILL to all processes working in one directory, until none is left.</summary>
    public static Task KillAllInAsync(string directory) =>
        ChildProcess.RunAsync("/", Signal + "while signal_all KILL \"$1\"; do sleep 0.01; done", directory);

    public async ValueTask DisposeAsync()
    {
        await shell.HangUpAsync();
        shell.Dispose();
    }

    // In memory where there is plenty (a container's 64 MB is not). Cloning makes 300 files and dropping deletes them: on an ext4
    // without a journal a clone then took 300 ms instead of 20, all of it spent looking for an inode not deleted lately.
    // Otherwise /tmp, open to the database user, which root's TMPDIR may not be.
    private static string Parent()
    {
        var memory = new DriveInfo("/dev/shm");
        if (memory.IsReady && memory.AvailableFreeSpace > 3L << 30) return "/dev/shm";
        return Environment.IsPrivilegedProcess ? "/tmp" : Path.GetTempPath();
    }
}
