using System.Diagnostics;
using GroupPages.Data.Embedded;
using Npgsql;

namespace GroupPages.Data.Backup;

/// <summary>pg_dump and pg_restore, of the newest PostgreSQL on this machine: they read older servers, never newer ones.</summary>
/// <param name="direct">Connection string past PgBouncer: a dump is one long transaction.</param>
internal sealed class PostgresTools(string direct)
{
    private const string Advice = "Install it (Debian, Ubuntu: apt-get install postgresql-client), or name its directory in PG_BIN.";

    /// <summary>Writes the whole database, as it is at one moment, in pg_dump's own compressed form.</summary>
    public Task DumpAsync(Stream to, CancellationToken cancel) => RunAsync("pg_dump",
        ["--format=custom", "--no-owner", "--no-privileges"],
        process => process.StandardOutput.BaseStream.CopyToAsync(to, cancel), cancel);

    /// <summary>Fills an empty database from what <see cref="DumpAsync"/> wrote: wholly or not at all.</summary>
    public Task RestoreAsync(Stream from, CancellationToken cancel) => RunAsync("pg_restore",
        ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction", $"--dbname={Database}"],
        async process =>
        {
            await from.CopyToAsync(process.StandardInput.BaseStream, cancel);
            process.StandardInput.Close();
        }, cancel);

    private string? Database => new NpgsqlConnectionStringBuilder(direct).Database;

    private async Task RunAsync(string tool, string[] arguments, Func<Process, Task> pipe, CancellationToken cancel)
    {
        var path = PostgresBinaries.Directories().Select(directory => Path.Combine(directory, tool)).FirstOrDefault(File.Exists)
            ?? throw new BackupException($"{tool} was not found. {Advice}");
        using var process = Process.Start(Describe([path, .. arguments]))!;
        var complaints = process.StandardError.ReadToEndAsync(cancel);
        Exception? broken = null;
        try
        {
            await pipe(process);
        }
        catch (Exception error) when (error is IOException && !cancel.IsCancellationRequested)
        {
            // It ended before it had read or written all: its own words say why.
            broken = error;
            process.StandardInput.Close();
        }
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new BackupException($"{tool} failed: {(await complaints).Trim()}");
        if (broken is not null)
            throw broken;
    }

    // By its environment, where nobody on this machine but us and root can read the password.
    private ProcessStartInfo Describe(string[] command)
    {
        var start = PostgresCommand.Describe(command, captured: true);
        start.RedirectStandardInput = true;
        var to = new NpgsqlConnectionStringBuilder(direct);
        start.Environment["PGHOST"] = to.Host;
        start.Environment["PGPORT"] = $"{to.Port}";
        start.Environment["PGDATABASE"] = to.Database;
        start.Environment["PGUSER"] = to.Username;
        start.Environment["PGPASSWORD"] = to.Password;
        start.Environment["PGCONNECT_TIMEOUT"] = "15";
        start.Environment["PGSSLMODE"] = to.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => $"{mode}".ToLowerInvariant(),
        };
        if (to.RootCertificate is { Length: > 0 } root)
            start.Environment["PGSSLROOTCERT"] = root;
        return start;
    }
}

/// <summary>A backup or a restore cannot be done; the message says why, for the operator to read.</summary>
public sealed class BackupException(string message) : Exception(message);
