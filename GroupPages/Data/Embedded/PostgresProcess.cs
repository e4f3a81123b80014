using System.Diagnostics;

namespace GroupPages.Data.Embedded;

/// <summary>A running <c>postgres</c>: a child of the app, in a session of its own.</summary>
internal sealed class PostgresProcess : IDisposable
{
    // Ctrl-C has to end everything within 5 s: 4 for a clean stop, and what an immediate one takes (some 10 ms).
    private static readonly TimeSpan FastShutdown = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ImmediateShutdown = TimeSpan.FromMilliseconds(500);

    // Roughly a year of a small group's log. Kept: this run's and the one before.
    private const long LargestLog = 10 * 1024 * 1024;

    // Becomes PostgreSQL (exec keeps the process id, $$), with its log as a plain file: a pipe would end with the app and take
    // PostgreSQL's last words with it. Leaves a watcher behind that reads from a pipe only the app holds the other end of, and so wakes
    // when the app ends in whatever way (kill -9, a closed terminal, Ctrl-C before the app listens for it) and stops PostgreSQL then, if
    // it is still that one. "Die with your parent" (prctl) is not for this: it fires when the thread that started the process ends.
    private const string Launch =
        """
        exec 3<&0
        ( { read -r gone <&3; read -r pid <"$2/postmaster.pid" && [ "$pid" = $$ ] && kill -INT $$; } >/dev/null 2>&1 & )
        log=$1; shift 2; exec "$@" </dev/null >>"$log" 2>&1 3<&-
        """;

    private readonly Process process;
    private readonly string log;
    private readonly long logStart;

    private PostgresProcess(Process process, string log, long logStart, ILogger logger)
    {
        (this.process, this.log, this.logStart) = (process, log, logStart);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) =>
        {
            if (IsExpectedToRun) logger.LogError("PostgreSQL ended by itself with {ExitCode}; see {Log}", process.ExitCode, log);
        };
    }

    public bool HasExited => process.HasExited;

    /// <summary>Set when it is ready: from then on its end, unless by <see cref="StopAsync"/>, is logged as an error.</summary>
    public bool IsExpectedToRun { get; set; }

    /// <summary>Starts it on the home's database. It is not ready for connections yet, and may yet fail.</summary>
    public static PostgresProcess Start(PostgresHome home, PostgresBinaries binaries, ILogger logger)
    {
        var logStart = OpenLog(home.Log);
        // A session of its own keeps the terminal's Ctrl-C, meant for the app, away from it. A Mac has no setsid.
        string[] session = PostgresCommand.Exists("setsid") ? ["setsid"] : [];
        string[] command =
        [
            .. session, "/bin/sh", "-c", Launch, "sh", home.Log, home.Database,
            .. home.AsAccount([binaries.Postgres, "-D", home.Database, .. Settings(home)]),
        ];
        var start = PostgresCommand.Describe(command, captured: false);
        start.RedirectStandardInput = true;
        return new(Process.Start(start)!, home.Log, logStart, logger);
    }

    /// <summary>Waits until it ends.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Stops it: sessions ended and a checkpoint written if that takes under 4 s, else at once.</summary>
    public async Task StopAsync()
    {
        IsExpectedToRun = false;
        foreach (var (signal, patience) in new[] { (ProcessSignal.Interrupt, FastShutdown), (ProcessSignal.Quit, ImmediateShutdown) })
        {
            if (process.HasExited) return;
            ProcessSignal.Send(process.Id, signal);
            using var timeout = new CancellationTokenSource(patience);
            try
            {
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                // On to the next signal. What outlives both is found and stopped by the next start.
            }
        }
    }

    /// <summary>The last 20 lines this process has written to its log.</summary>
    public string LogTail()
    {
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(logStart, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(20));
    }

    public void Dispose() => process.Dispose();

    private static string[] Settings(PostgresHome home) =>
    [
        // The budget of docs/decisions: 22, with one left to a superuser so that somebody can always look in.
        "-c", "max_connections=22", "-c", "superuser_reserved_connections=1",
        // No TCP. Whoever can open the socket may enter without a password (pg_hba: trust), so only its owner can.
        "-c", "listen_addresses=", "-c", "port=5432",
        "-c", $"unix_socket_directories={home.SocketDirectory}", "-c", "unix_socket_permissions=0700",
        "-c", "shared_buffers=256MB", "-c", "fsync=on", "-c", "jit=off",
        "-c", "logging_collector=off", "-c", "log_destination=stderr",
    ];

    // 0600: a failed statement's detail holds what somebody typed.
    private static long OpenLog(string log)
    {
        if (File.Exists(log) && new FileInfo(log).Length > LargestLog) File.Move(log, log + ".old", overwrite: true);
        using var file = UnixFiles.OpenPrivate(log, FileShare.ReadWrite);
        return file.Length;
    }
}
