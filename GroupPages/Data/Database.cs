using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GroupPages.Ops.Monitoring;
using Npgsql;

namespace GroupPages.Data;

/// <summary>
/// The two ways to PostgreSQL: <see cref="Pooled"/>, which all queries of all processes share (18 connections through
/// PgBouncer in transaction mode), and one direct connection a process for LISTEN and, at start, for migrations.
/// </summary>
/// <param name="metrics">Where the times of statements are counted; null on the command line.</param>
public sealed class Database(NpgsqlDataSource pooled, string direct, Metrics? metrics = null)
{
    // 50 + 100 + 200 + 400 + 800 ms: outlasts a PgBouncer or PostgreSQL restart of a second and a half, and is still
    // an honest error, not a hanging phone, when it lasts longer.
    private static readonly TimeSpan[] Pauses = [.. new[] { 50, 100, 200, 400, 800 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    // Where a statement stands in the code, and the name of that class; few, and the same strings again and again.
    private static readonly ConcurrentDictionary<string, string> Names = new();

    private readonly DatabaseGate gate = new(
        new NpgsqlConnectionStringBuilder(pooled.ConnectionString).MaxPoolSize, TimeProvider.System, metrics is null ? null : metrics.TookStatement);

    public NpgsqlDataSource Pooled => pooled;

    /// <summary>Where every statement passes; EF's by <see cref="ReadAgain"/>.</summary>
    internal DatabaseGate Gate => gate;

    /// <summary>Connection string past PgBouncer. Unpooled: whoever opens it holds one of the four that the pool leaves free.</summary>
    public string Direct => direct;

    /// <summary>A connection of its own for LISTEN.</summary>
    public NpgsqlConnection NewListener() => new(new NpgsqlConnectionStringBuilder(direct)
    {
        ApplicationName = "grouppages-listener",
        Pooling = false,
        KeepAlive = 15,
        TcpKeepAlive = true,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString);

    /// <summary>
    /// Runs one statement and hands its reader to <paramref name="read"/>; again, a few times, when the database was
    /// briefly away. So <paramref name="sql"/> must be a read, or a write that a key makes repeatable.
    /// </summary>
    /// <param name="isUrgent">Goes before others when the database is full: joins, sign-ins, the news of open streams.</param>
    public Task<T> QueryAsync<T>(
        string sql, IEnumerable<NpgsqlParameter> parameters, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancel,
        bool isUrgent = false, [CallerFilePath] string from = "") =>
        RunAsync(sql, parameters, command => ReadAsync(command, read, cancel), isRepeatable: true, isUrgent, from, cancel);

    /// <summary>Runs one statement that need not be repeatable: it is tried once.</summary>
    /// <inheritdoc cref="QueryAsync" path="/param[@name='isUrgent']"/>
    public Task<T> QueryOnceAsync<T>(
        string sql, IEnumerable<NpgsqlParameter> parameters, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancel,
        bool isUrgent = false, [CallerFilePath] string from = "") =>
        RunAsync(sql, parameters, command => ReadAsync(command, read, cancel), isRepeatable: false, isUrgent, from, cancel);

    /// <summary>Runs one statement that need not be repeatable: it is tried once. Returns the rows it touched.</summary>
    public Task<int> ExecuteAsync(
        string sql, IEnumerable<NpgsqlParameter> parameters, CancellationToken cancel, [CallerFilePath] string from = "") =>
        RunAsync(sql, parameters, command => command.ExecuteNonQueryAsync(cancel), isRepeatable: false, isUrgent: false, from, cancel);

    private static async Task<T> ReadAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var result = await read(reader, cancel);
        // To its very end. A row may come before what undoes it: a time-out on the last lines, a check at the commit. Disposing the
        // reader swallows that, and what was never kept would be acknowledged.
        while (await reader.NextResultAsync(cancel))
        {
        }
        return result;
    }

    private async Task<T> RunAsync<T>(
        string sql, IEnumerable<NpgsqlParameter> parameters, Func<NpgsqlCommand, Task<T>> run, bool isRepeatable, bool isUrgent, string from,
        CancellationToken cancel)
    {
        NpgsqlParameter[] values = [.. parameters];
        var name = Names.GetOrAdd(from, static path => Path.GetFileNameWithoutExtension(path));
        for (int tries = 1, deadlocks = 0, passed = 0; ; tries++)
        {
            try
            {
                return await gate.RunAsync(async () =>
                {
                    await using var command = pooled.CreateCommand(sql);
                    // A parameter belongs to one command: what may be run again, here or by the caller, keeps its own.
                    foreach (var value in values)
                        command.Parameters.Add(isRepeatable || tries > 1 ? value.Clone() : value);
                    return await run(command);
                }, isUrgent, cancel, name);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DeadlockDetected && deadlocks < 2)
            {
                // Of two statements that wait for each other's locks PostgreSQL ends one, and nothing of it stays: so it may be run
                // again, whatever it does.
                deadlocks++;
            }
            catch (NpgsqlException error) when (isRepeatable && passed < Pauses.Length && IsPassing(error))
            {
                await Task.Delay(Pauses[passed++], cancel);
            }
        }
    }

    /// <summary>
    /// True when the same statement may well succeed in a moment. 08P01 is PgBouncer's word for "the server is away"
    /// (Npgsql calls it final). A time-out is not: it means overload, and a retry would add to it.
    /// </summary>
    internal static bool IsPassing(NpgsqlException error) =>
        !IsTimeout(error) && (error.IsTransient || error.SqlState == PostgresErrorCodes.ProtocolViolation);

    internal static bool IsTimeout(Exception error) => error is TimeoutException or NpgsqlException { InnerException: TimeoutException };

    /// <summary>True when an error means that the database is away or overloaded, and not that a statement is wrong.</summary>
    public static bool IsUnavailable(Exception error) => error switch
    {
        NpgsqlException { SqlState: PostgresErrorCodes.QueryCanceled } => true,
        NpgsqlException npgsql => IsPassing(npgsql) || IsTimeout(npgsql) || npgsql is not PostgresException,
        TimeoutException => true,
        { InnerException: { } inner } => IsUnavailable(inner),
        _ => false,
    };
}
