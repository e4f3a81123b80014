using System.Diagnostics;
using Npgsql;

namespace GroupPages.Data.Embedded;

/// <summary>
/// A PostgreSQL of the app's own, for <c>./run</c> and small groups: made on first use, stopped with the app, found again at the next
/// start, healed after a crash of either, started again when it ends by itself. It listens on a Unix socket only its owner can open.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Role = "grouppages";

    // Recovery after a crash replays the log since the last checkpoint: seconds, rarely more.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    // After a kill -9 of PostgreSQL its last sessions go within a statement's time (statement_timeout, 5 s).
    private static readonly TimeSpan LongestHandover = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(5);

    private readonly List<FileStream> locks;
    private readonly PostgresHome home;
    private readonly CancellationTokenSource ending = new();
    private PostgresProcess? process;
    private Task keeping = Task.CompletedTask;

    private EmbeddedPostgres(List<FileStream> locks, PostgresHome home) => (this.locks, this.home) = (locks, home);

    /// <summary>How the app connects: an Npgsql connection string for the role that owns the database, without pool settings.</summary>
    public string ConnectionString => ConnectionTo(Role, Role).ConnectionString;

    /// <summary>Starts PostgreSQL on a data directory, making directory, database and role where they are missing.</summary>
    /// <param name="dataDirectory">
    /// Holds the database in <c>postgres</c> (a link to /var/lib/grouppages when the app is root and no other user can enter the
    /// directory), PostgreSQL's words in <c>postgres.log</c>, and <c>lock</c>.
    /// </param>
    /// <param name="logger">Told where the database lies and what was healed.</param>
    /// <param name="cancellationToken">Gives up the start; nothing is left running.</param>
    /// <exception cref="DataDirectoryInUseException">Another GroupPages runs on this directory.</exception>
    /// <exception cref="PostgresNotFoundException">PostgreSQL is not installed, or not in the database's version.</exception>
    /// <exception cref="PostgresStartException">It ended while starting, or is not ready after 30 s.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(string dataDirectory, ILogger logger, CancellationToken cancellationToken)
    {
        dataDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataDirectory));
        Directory.CreateDirectory(dataDirectory);
        List<FileStream> locks = [Lock(Path.Combine(dataDirectory, "lock"), dataDirectory)];
        EmbeddedPostgres? started = null;
        try
        {
            var home = await PostgresHome.ChooseAsync(dataDirectory, logger, cancellationToken);
            started = new(locks, home);
            // The link of a copied data directory leads to the first one's database.
            if (Path.GetDirectoryName(home.Database) != dataDirectory) locks.Add(Lock(home.Database + ".lock", home.Database));
            await started.RunAsync(logger, cancellationToken);
            started.keeping = started.KeepAsync(logger);
            return started;
        }
        catch
        {
            if (started is not null) await started.DisposeAsync();
            locks.ForEach(held => held.Dispose());
            throw;
        }
    }

    /// <summary>How to connect to the PostgreSQL that another GroupPages runs on a data directory.</summary>
    /// <returns>Null when none is ready, or this account may not look.</returns>
    public static string? ConnectionStringOfRunning(string dataDirectory) =>
        PostgresHome.SocketOfRunning(PostgresHome.DatabaseIn(dataDirectory)) is { } socket
            ? new NpgsqlConnectionStringBuilder { Host = socket, Username = Role, Database = Role }.ConnectionString : null;

    /// <summary>Stops PostgreSQL, within 5 s, and gives the data directory free. The app has let go of its connections before.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await keeping;
        ending.Dispose();
        if (Interlocked.Exchange(ref process, null) is { } running)
        {
            await running.StopAsync();
            running.Dispose();
        }

        if (Directory.Exists(home.SocketDirectory)) Directory.Delete(home.SocketDirectory, recursive: true);
        locks.ForEach(held => held.Dispose());
    }

    // Killed, such as for want of memory, it would leave a program that finds no database until somebody looks.
    private async Task KeepAsync(ILogger logger)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                if (process is { } running)
                {
                    await running.EndAsync(ending.Token);
                    running.Dispose();
                    process = null;
                }
                await RunAsync(logger, ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                logger.LogError(error, "PostgreSQL cannot be started again; another try in {Seconds} s", BetweenTries.TotalSeconds);
                await Task.Delay(BetweenTries, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(ILogger logger, CancellationToken cancellationToken)
    {
        await PostgresLeftovers.ClearAsync(home.Database, logger, cancellationToken);
        await home.MakeReadyAsync(cancellationToken);
        var binaries = await PostgresBinaries.FindAsync(home.Version, cancellationToken);
        if (home.Version is null) await InitializeAsync(binaries, cancellationToken);
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(Step, cancellationToken))
        {
            process = PostgresProcess.Start(home, binaries, logger);
            if (await IsReadyAsync(process, cancellationToken)) break;
            var words = process.LogTail();
            process.Dispose();
            process = null;
            if (clock.Elapsed > LongestHandover || !words.Contains("pre-existing shared memory block", StringComparison.Ordinal))
                throw new PostgresStartException($"PostgreSQL did not start. {home.Log} ends in:\n{words}");
        }

        await MakeRoleAndDatabaseAsync(cancellationToken);
        process.IsExpectedToRun = true;
        logger.LogInformation("PostgreSQL runs on {Database}, socket in {Socket}", home.Database, home.SocketDirectory);
    }

    // Into a directory of another name, renamed when complete: an initdb that was cut off must not look like a database.
    private async Task InitializeAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        // A name of its own, because an initdb whose app was killed may still be writing to the last one.
        var making = $"{home.Database}.new-{Guid.NewGuid():N}";
        (int ExitCode, string Output) outcome = default;
        // Older Macs have no C.UTF-8; C sorts and compares the same, but knows only ASCII's upper and lower case.
        foreach (var locale in new[] { "C.UTF-8", "C" })
        {
            if (Directory.Exists(making)) Directory.Delete(making, recursive: true);
            UnixFiles.CreatePrivateDirectory(making);
            if (home.Account is not null) await home.Account.OwnAsync(making, cancellationToken);
            outcome = await PostgresCommand.RunAsync(
                home.AsAccount(binaries.Initdb, "-D", making, "--username=postgres", "--auth-local=trust", "--auth-host=reject",
                    "--encoding=UTF8", $"--locale={locale}"),
                cancellationToken);
            if (outcome.ExitCode == 0) break;
        }

        if (outcome.ExitCode != 0) throw new PostgresStartException($"initdb failed:\n{outcome.Output}");
        Directory.Move(making, home.Database);
    }

    /// <summary>True when it answers; false when it ended.</summary>
    private async Task<bool> IsReadyAsync(PostgresProcess starting, CancellationToken cancellationToken)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < LongestStart; await Task.Delay(Step, cancellationToken))
        {
            if (starting.HasExited) return false;
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionTo("postgres", "postgres").ConnectionString);
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (NpgsqlException)
            {
                // No socket yet, or "the database system is starting up".
            }
        }

        throw new PostgresStartException(
            $"PostgreSQL is not ready after {LongestStart.TotalSeconds:0} s. {home.Log} ends in:\n{starting.LogTail()}");
    }

    // At every start: the app may have been killed between initdb and here. The limits are the role's, so that they hold through any
    // pooler.
    private async Task MakeRoleAndDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres", "postgres").ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var role = new NpgsqlCommand(
            """
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grouppages') THEN CREATE ROLE grouppages LOGIN; END IF;
            END $$;
            ALTER ROLE grouppages SET statement_timeout = '5s';
            ALTER ROLE grouppages SET idle_in_transaction_session_timeout = '5s';
            """,
            connection);
        await role.ExecuteNonQueryAsync(cancellationToken);
        await using var found = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = 'grouppages'", connection);
        if (await found.ExecuteScalarAsync(cancellationToken) is not null) return;
        // Not inside a transaction or DO block: PostgreSQL makes databases outside of them only.
        await using var database = new NpgsqlCommand("CREATE DATABASE grouppages OWNER grouppages", connection);
        await database.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlConnectionStringBuilder ConnectionTo(string role, string database)
    {
        var connection = new NpgsqlConnectionStringBuilder { Host = home.SocketDirectory, Username = role, Database = database };
        if (role != Role) connection.Pooling = false;
        return connection;
    }

    private static FileStream Lock(string file, string holding)
    {
        try
        {
            return UnixFiles.OpenPrivate(file, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new PostgresStartException($"{file} belongs to another user. Start GroupPages as the one who started it first.");
        }
        catch (IOException error) when (error.HResult is 11 or 35) // EWOULDBLOCK from flock, on Linux and on a Mac
        {
            throw new DataDirectoryInUseException(holding);
        }
    }
}
