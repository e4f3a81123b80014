using System.Net.Sockets;

namespace GroupPages.Tests.Support;

/// <summary>A PgBouncer in transaction mode before the cluster's PostgreSQL, holding 18 of its 22 connections at most.</summary>
internal sealed class PgBouncer(string directory, int postgresPort)
{
    private static readonly string Program = FindProgram();

    private ChildProcess? process;

    public int Port { get; } = FreePort.Next();

    private string Log => Path.Combine(directory, "pgbouncer.log");

    // To PostgreSQL through its socket, not TCP: so pg_stat_activity tells PgBouncer's connections (no address) from direct ones.
    // max_user_connections bounds all databases together, and closes idle connections of one for another's sake.
    private string Settings => $"""
        [databases]
        * = host={directory} port={postgresPort}
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {Port}
        unix_socket_dir =
        auth_type = trust
        auth_file = users.txt
        admin_users = postgres
        pool_mode = transaction
        default_pool_size = 18
        max_user_connections = 18
        max_client_conn = 2000
        server_login_retry = 1
        query_wait_timeout = 10
        server_idle_timeout = 5
        ignore_startup_parameters = extra_float_digits
        log_connections = 0
        log_disconnections = 0
        log_stats = 0

        """;

    public async Task StartAsync()
    {
        process?.Dispose();
        // The shell writes the files, so they belong to the user who reads them. Each client takes a file descriptor.
        process = ChildProcess.Start(
            directory,
            """
            printf '%s' "$2" >pgbouncer.ini
            printf '"grouppages" ""\n"postgres" ""\n' >users.txt
            ulimit -c 0
            ulimit -Sn "$(ulimit -Hn)"
            exec "$3" pgbouncer.ini >>"$1" 2>&1 </dev/null
            """,
            Log, Settings, Program);
        await Eventually.TrueAsync(AcceptsAsync, TimeSpan.FromSeconds(10), "PgBouncer must accept connections");
    }

    /// <summary>Ends at once, all clients cut. KILL, since what TERM means changed between PgBouncer 1.18 and 1.23.</summary>
    public Task StopAsync() => process!.StopAsync("KILL");

    private static string FindProgram()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin");
        return path.Select(d => Path.Combine(d, "pgbouncer")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("PgBouncer is missing: apt-get install pgbouncer");
    }

    private async Task<bool> AcceptsAsync()
    {
        if (process!.HasExited) throw new InvalidOperationException($"PgBouncer ended:\n{await File.ReadAllTextAsync(Log)}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
