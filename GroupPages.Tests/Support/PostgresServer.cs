using Npgsql;

namespace GroupPages.Tests.Support;

/// <summary>A PostgreSQL server of its own in the cluster's directory: durable in what tests can see, careless about power cuts.</summary>
/// <param name="spare">Connections beside the 22, half for programs that listen, half for the tests themselves.</param>
internal sealed class PostgresServer(string directory, int spare)
{
    // initdb takes half a second to two; its result is kept per build of PostgreSQL and user. mv is atomic and refuses a directory that is
    // already there, so of two at once one wins; -O: nobody else's directory planted under /tmp. Runs outside the guarded
    // directory: an initdb cut short leaves shared memory behind, one that ends alone leaves the template it was for.
    private const string Prepare = """
        set -e
        fresh=$2.$$
        "$1/initdb" -D "$fresh" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions >/dev/null
        mv -T "$fresh" "$2" 2>/dev/null || { rm -rf "$fresh"; [ -O "$2" ]; }
        """;

    // 22 connections, one kept for the superuser: ARCHITECTURE.md, section 2. The program's role has the other 21 (CreateAsync).
    private readonly string[] settings =
    [
        $"max_connections={22 + spare}", "superuser_reserved_connections=1", "listen_addresses=127.0.0.1", "shared_buffers=128MB", "jit=off",
        "fsync=off", "full_page_writes=off", "synchronous_commit=on", "max_wal_size=256MB",
        // In the data directory, where the watchdog removes it; /dev/shm would keep it after a kill.
        "dynamic_shared_memory_type=mmap",
    ];

    private static readonly string Binaries = FindBinaries();

    private ChildProcess? process;

    public int Port { get; } = FreePort.Next();

    private string Data => Path.Combine(directory, "data");

    private string Log => Path.Combine(directory, "postgres.log");

    /// <summary>Lays out the data directory, starts, and makes the app's role.</summary>
    public async Task CreateAsync()
    {
        var built = File.GetLastWriteTimeUtc(Path.Combine(Binaries, "postgres"));
        var template = Path.Combine(Path.GetDirectoryName(directory)!, $"gp-initdb-{ChildProcess.User}-{built:yyyyMMddHHmmss}");
        if (!Directory.Exists(template)) await ChildProcess.RunAsync("/", Prepare, Binaries, template);
        await ChildProcess.RunAsync(directory, "[ -O \"$1\" ] && cp -a \"$1\" data", template);
        await StartAsync();
        await RunAsync($"""
            CREATE ROLE grouppages LOGIN CREATEDB CONNECTION LIMIT {21 + spare / 2};
            ALTER ROLE grouppages SET statement_timeout = '5s';
            ALTER ROLE grouppages SET idle_in_transaction_session_timeout = '5s';
            """);
    }

    public async Task StartAsync()
    {
        if (process is { HasExited: false }) throw new InvalidOperationException("PostgreSQL runs already.");
        process?.Dispose();
        process = ChildProcess.Start(
            directory,
            "log=$1; shift; ulimit -c 0; exec \"$@\" >>\"$log\" 2>&1 </dev/null",
            [Log, Path.Combine(Binaries, "postgres"), "-D", Data, "-p", $"{Port}", "-k", directory, .. settings.Select(s => $"--{s}")]);
        await Eventually.TrueAsync(AnswersAsync, TimeSpan.FromSeconds(30), "PostgreSQL must answer");
    }

    /// <summary>Fast shutdown: sessions are cut, the data is left clean.</summary>
    public Task StopAsync() => process!.StopAsync("INT");

    /// <summary>A crash: the postmaster and all its children vanish; the next start recovers from the log.</summary>
    public async Task KillAsync()
    {
        await Watchdog.KillAllInAsync(Data);
        await process!.EndAsync();
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres;Application Name=grouppages-tests;" +
        "Pooling=false;GSS Encryption Mode=Disable;Timeout=5;Command Timeout=30";

    /// <summary>Runs a statement as superuser in the <c>postgres</c> database.</summary>
    public async Task RunAsync(string sql)
    {
        await using var connection = await Superuser.OpenAsync(ConnectionString("postgres"));
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string FindBinaries()
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var newestFirst = debian
            .OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0)
            .Select(d => Path.Combine(d, "bin"));
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return newestFirst.Concat(path).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is missing: apt-get install postgresql");
    }

    private async Task<bool> AnswersAsync()
    {
        if (process!.HasExited) throw new InvalidOperationException($"PostgreSQL ended:\n{await File.ReadAllTextAsync(Log)}");
        try
        {
            await RunAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
