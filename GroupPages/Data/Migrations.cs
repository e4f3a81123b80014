using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using Npgsql;

namespace GroupPages.Data;

/// <summary>Brings a database to the newest schema: runs the files of <c>sql/</c> that it has not seen, in order.</summary>
public static class Migrations
{
    // Any number will do so long as it never changes: it is how two processes that start at once see each other.
    private const long Lock = 0x6772_7067_6d69_6772;

    // Against the limit of the role (5 s), which is for the site's own statements: a migration may rightly take long. In the
    // transaction of each file, as DbUp opens a connection of its own for them.
    private const string Unlimited = "SET LOCAL statement_timeout = 0;\n";

    /// <summary>
    /// Runs what is missing, each file in a transaction of its own. Safe when several processes call it at once: one
    /// works, the others wait and find nothing left to do.
    /// </summary>
    /// <param name="direct">Connection string past PgBouncer: an advisory lock belongs to a server connection.</param>
    /// <exception cref="InvalidOperationException">A file failed; it was rolled back whole and is named.</exception>
    public static Task RunAsync(string direct, ILogger log, CancellationToken cancel) => RunAsync(direct, Scripts(), log, cancel);

    /// <summary>Brings a database to the schema of an earlier version: the files up to one of them.</summary>
    internal static Task RunUpToAsync(string direct, string last, ILogger log, CancellationToken cancel) =>
        RunAsync(direct, Scripts().Where(script => string.CompareOrdinal(script.Name, last) <= 0), log, cancel);

    /// <summary>Runs other files than the program's own: for tests.</summary>
    internal static async Task RunAsync(string direct, IEnumerable<SqlScript> scripts, ILogger log, CancellationToken cancel)
    {
        // Waiting for another process's may take long, too.
        var settings = new NpgsqlConnectionStringBuilder(direct) { Pooling = false, CommandTimeout = 0, ApplicationName = "grouppages-migrate" };
        await using var guard = new NpgsqlConnection(settings.ConnectionString);
        await guard.OpenAsync(cancel);
        await using (var take = new NpgsqlCommand($"SET statement_timeout = 0; SELECT pg_advisory_lock({Lock}); CREATE SCHEMA IF NOT EXISTS meta;", guard))
            await take.ExecuteNonQueryAsync(cancel);

        if (await IsUpToDateAsync(guard, cancel))
            return;
        // DbUp knows only synchronous calls; this keeps them off the caller's thread.
        var result = await Task.Run(() => Upgrade(settings.ConnectionString, scripts, log), cancel);
        if (!result.Successful)
            throw new InvalidOperationException($"The migration {result.ErrorScript?.Name} failed and was rolled back: {result.Error.Message}", result.Error);
    }

    /// <summary>True when the database has every migration this program brings; what <c>/readyz</c> asks.</summary>
    public static async Task<bool> IsUpToDateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string sql = """
            SELECT to_regclass('meta.schema_versions') IS NOT NULL
            """;
        await using var exists = new NpgsqlCommand(sql, connection);
        if (await exists.ExecuteScalarAsync(cancel) is not true)
            return false;
        await using var done = new NpgsqlCommand("SELECT scriptname FROM meta.schema_versions", connection);
        await using var reader = await done.ExecuteReaderAsync(cancel);
        var names = new HashSet<string>();
        while (await reader.ReadAsync(cancel))
            names.Add(reader.GetString(0));
        return Scripts().All(script => names.Contains(script.Name));
    }

    private static DatabaseUpgradeResult Upgrade(string connectionString, IEnumerable<SqlScript> scripts, ILogger log) =>
        DeployChanges.To.PostgresqlDatabase(connectionString)
            .WithScripts(scripts.Select(script => new SqlScript(script.Name, Unlimited + script.Contents)))
            .JournalToPostgresqlTable("meta", "schema_versions")
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new UpgradeLog(log))
            .Build()
            .PerformUpgrade();

    private static IEnumerable<SqlScript> Scripts()
    {
        var assembly = typeof(Migrations).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name, assembly.GetManifestResourceStream(name)!));
    }

    private sealed class UpgradeLog(ILogger log) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) { }

        public void LogDebug(string format, params object[] args) { }

        public void LogInformation(string format, params object[] args) => log.LogDebug("{Migration}", string.Format(null, format, args));

        public void LogWarning(string format, params object[] args) => log.LogWarning("{Migration}", string.Format(null, format, args));

        public void LogError(string format, params object[] args) => log.LogError("{Migration}", string.Format(null, format, args));

        public void LogError(Exception ex, string format, params object[] args) => log.LogError(ex, "{Migration}", string.Format(null, format, args));
    }
}
