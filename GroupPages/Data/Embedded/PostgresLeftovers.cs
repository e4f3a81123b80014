using System.Diagnostics;

namespace GroupPages.Data.Embedded;

/// <summary>What a killed app leaves behind: a PostgreSQL that still runs, its pid file, its socket directory.</summary>
internal static class PostgresLeftovers
{
    /// <summary>How a socket directory under the temporary directory begins.</summary>
    public const string TemporaryPrefix = "grouppages-";

    // A fast shutdown writes a checkpoint first: at most 256 MB of shared buffers, some seconds on a slow disk.
    private static readonly TimeSpan FastShutdown = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ImmediateShutdown = TimeSpan.FromSeconds(6);

    /// <summary>Stops and clears away what is left of an earlier run. The caller holds the lock, so nobody else needs it.</summary>
    /// <exception cref="PostgresStartException">The old PostgreSQL does not stop.</exception>
    public static async Task ClearAsync(string database, ILogger logger, CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(database, "postmaster.pid");
        if (!File.Exists(pidFile)) return;
        // Line 1 is the pid, line 5 the socket directory (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*).
        var lines = await File.ReadAllLinesAsync(pidFile, cancellationToken);
        if (lines.Length > 0 && int.TryParse(lines[0], out var processId))
        {
            if (await ServesAsync(processId, database, cancellationToken))
                await StopAsync(processId, database, logger, cancellationToken);
            // The number may now belong to somebody else's process (usual in containers), or to a zombie nobody reaps. PostgreSQL would
            // take either for itself and refuse; what still guards the files is our lock, and its own check for shared memory in use.
            if (ProcessSignal.IsAlive(processId)) File.Delete(pidFile);
        }

        if (lines.Length > 4 && IsOurTemporary(lines[4]) && Directory.Exists(lines[4])) Directory.Delete(lines[4], recursive: true);
    }

    private static async Task StopAsync(int processId, string database, ILogger logger, CancellationToken cancellationToken)
    {
        logger.LogWarning(
            "Stopping the PostgreSQL (process {ProcessId}) a killed GroupPages left running on {Database}", processId, database);
        foreach (var (signal, patience) in new[] { (ProcessSignal.Interrupt, FastShutdown), (ProcessSignal.Quit, ImmediateShutdown) })
        {
            ProcessSignal.Send(processId, signal);
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience; await Task.Delay(50, cancellationToken))
                if (!await ServesAsync(processId, database, cancellationToken)) return;
        }

        throw new PostgresStartException($"The PostgreSQL with process id {processId} still runs on {database} and does not stop.");
    }

    // Its arguments are what we started it with: [.../postgres, -D, database, ...]; a zombie has none.
    private static async Task<bool> ServesAsync(int processId, string database, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            var (_, line) = await PostgresCommand.RunAsync(["ps", "-ww", "-o", "command=", "-p", $"{processId}"], cancellationToken);
            return line.Contains($"postgres -D {database} ", StringComparison.Ordinal);
        }

        try
        {
            var arguments = (await File.ReadAllTextAsync($"/proc/{processId}/cmdline", cancellationToken)).Split('\0');
            if (Path.GetFileName(arguments[0]) != "postgres") return false;
            // It works in its data directory, which tells when that was moved meanwhile; but not everybody may look there.
            return arguments.Contains(database) || new DirectoryInfo($"/proc/{processId}/cwd").LinkTarget == database;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // it ended just now, or is another user's
        }
    }

    private static bool IsOurTemporary(string directory) =>
        Path.GetFileName(directory).StartsWith(TemporaryPrefix, StringComparison.Ordinal)
        && Path.GetDirectoryName(directory) == Path.TrimEndingDirectorySeparator(Path.GetTempPath());
}
