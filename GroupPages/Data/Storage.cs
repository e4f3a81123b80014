using System.Data.Common;
using GroupPages.Data.Embedded;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace GroupPages.Data;

/// <summary>The database this process uses: the one its settings name, else a private one that lives and stops with it.</summary>
internal sealed class Storage(string pooled, string direct, EmbeddedPostgres? embedded) : IAsyncDisposable
{
    public string Pooled => pooled;

    public string Direct => direct;

    /// <summary>True for a private database: then a demo group is made in it, and the admin's link is printed.</summary>
    public bool IsPrivate => embedded is not null;

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? default;

    /// <param name="besideProgram">
    /// For a command: where the program runs with this private database, the command uses it with it, and stops nothing.
    /// </param>
    public static async Task<Storage> OpenAsync(
        IConfiguration configuration, Settings settings, ILogger log, bool besideProgram, CancellationToken cancel)
    {
        var pooled = configuration.GetConnectionString("Pooled");
        if (!string.IsNullOrWhiteSpace(pooled))
        {
            var direct = configuration.GetConnectionString("Direct");
            return new(pooled, string.IsNullOrWhiteSpace(direct) ? pooled : direct, null);
        }
        var directory = Path.GetFullPath(settings.DataDirectory);
        try
        {
            var postgres = await EmbeddedPostgres.StartAsync(directory, log, cancel);
            return new(postgres.ConnectionString, postgres.ConnectionString, postgres);
        }
        catch (DataDirectoryInUseException) when (besideProgram && EmbeddedPostgres.ConnectionStringOfRunning(directory) is { } running)
        {
            return new(running, running, null);
        }
    }

    /// <summary>ARCHITECTURE.md section 2: what PgBouncer in transaction mode needs, and never more than its 18.</summary>
    public NpgsqlDataSource NewPool()
    {
        var said = new DbConnectionStringBuilder { ConnectionString = pooled };
        var settings = new NpgsqlConnectionStringBuilder(pooled)
        {
            NoResetOnClose = true,
            MaxAutoPrepare = 0,
            Enlist = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
            ApplicationName = "grouppages-web",
        };
        if (!said.ContainsKey("Maximum Pool Size"))
            settings.MaxPoolSize = 18;
        if (!said.ContainsKey("Timeout"))
            settings.Timeout = 5;
        if (!said.ContainsKey("Command Timeout"))
            settings.CommandTimeout = 5;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "pool" }.Build();
    }
}

/// <summary>
/// EF's reads pass the same gate as all other statements, and are tried again as <see cref="Database"/> tries its own: when
/// the database was briefly away, not when it is overloaded. Here and not in an interceptor of connections, as EF tells
/// those nothing of an opening that was given up.
/// </summary>
internal sealed class ReadAgain(ExecutionStrategyDependencies dependencies, DatabaseGate gate)
    : NpgsqlRetryingExecutionStrategy(dependencies, maxRetryCount: 5, maxRetryDelay: TimeSpan.FromMilliseconds(800), errorCodesToAdd: null)
{
    public override Task<TResult> ExecuteAsync<TState, TResult>(
        TState state, Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded, CancellationToken cancellationToken = default) =>
        base.ExecuteAsync(state,
            (db, of, cancel) => gate.RunAsync(() => operation(db, of, cancel), isUrgent: false, cancel, nameof(GroupPagesDb)), verifySucceeded, cancellationToken);

    protected override bool ShouldRetryOn(Exception? exception) => exception is NpgsqlException error && Database.IsPassing(error);
}

/// <summary>Puts the storage into the services.</summary>
internal static class StorageRegistration
{
    public static Task<Storage> AddStorageAsync(this WebApplicationBuilder builder) => builder.AddStorageAsync(isCommand: false);

    /// <summary>For a command: what it prints is for other programs to read, so standard output has nothing else.</summary>
    public static Task<Storage> AddCommandStorageAsync(this WebApplicationBuilder builder)
    {
        SpeakAside(builder.Logging);
        return builder.AddStorageAsync(isCommand: true);
    }

    // Later than the settings' own rules, and so stronger.
    private static void SpeakAside(ILoggingBuilder log)
    {
        log.AddFilter((_, level) => level >= LogLevel.Warning);
        log.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static async Task<Storage> AddStorageAsync(this WebApplicationBuilder builder, bool isCommand)
    {
        var settings = builder.Configuration.GetSection("GroupPages").Get<Settings>() ?? new();
        using var logs = LoggerFactory.Create(log =>
        {
            log.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole();
            if (isCommand)
                SpeakAside(log);
        });
        var storage = await Storage.OpenAsync(builder.Configuration, settings, logs.CreateLogger<Storage>(), isCommand, CancellationToken.None);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<NewsState>();
        builder.Services.AddSingleton<CodeTables>();
        builder.Services.AddSingleton<Metrics>();
        builder.Services.AddSingleton(all => new Database(storage.NewPool(), storage.Direct, all.GetRequiredService<Metrics>()));
        builder.Services.AddPooledDbContextFactory<GroupPagesDb>((services, options) => options
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .UseNpgsql(services.GetRequiredService<Database>().Pooled,
                npgsql => npgsql.ExecutionStrategy(dependencies => new ReadAgain(dependencies, services.GetRequiredService<Database>().Gate))));
        return storage;
    }
}
