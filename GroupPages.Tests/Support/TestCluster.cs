using Npgsql;

namespace GroupPages.Tests.Support;

/// <summary>Server connections of the role <c>grouppages</c> at one moment.</summary>
/// <param name="Pooled">Held by PgBouncer, for all databases; never more than 18.</param>
/// <param name="Listeners">Direct ones named <c>grouppages-listener</c>.</param>
/// <param name="Total">All of the role, direct ones of other names included.</param>
public sealed record ConnectionCount(long Pooled, long Listeners, long Total);

/// <summary>
/// A private PostgreSQL with 22 connections and a private PgBouncer in transaction mode holding 18 of them (ARCHITECTURE.md,
/// section 2), as child processes in a directory of their own. Both and the directory go when this is disposed or the process ends.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly Watchdog watchdog;
    private readonly PostgresServer postgres;
    private readonly PgBouncer pgBouncer;
    private readonly TestDatabases databases;

    private TestCluster(Watchdog watchdog, int spare)
    {
        this.watchdog = watchdog;
        postgres = new PostgresServer(watchdog.Directory, spare);
        pgBouncer = new PgBouncer(watchdog.Directory, postgres.Port);
        databases = new TestDatabases(postgres, Direct);
    }

    /// <summary>PgBouncer's port on 127.0.0.1; a target for <see cref="TcpProxy"/>.</summary>
    public int PooledPort => pgBouncer.Port;

    /// <summary>PostgreSQL's port on 127.0.0.1; a target for <see cref="TcpProxy"/>.</summary>
    public int DirectPort => postgres.Port;

    /// <summary>Where the servers live; <c>postgres.log</c> and <c>pgbouncer.log</c> are here.</summary>
    public string Directory => watchdog.Directory;

    /// <summary>Starts both servers; some 150 ms, and half a second more the first time on a machine.</summary>
    /// <param name="spare">Connections beside the 22, half for programs that listen, half for the tests themselves.</param>
    public static async Task<TestCluster> StartAsync(int spare = 0)
    {
        var cluster = new TestCluster(await Watchdog.StartAsync(), spare);
        try
        {
            await cluster.postgres.CreateAsync();
            await cluster.pgBouncer.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Through PgBouncer, as the app's queries go. Minimum Pool Size is 0, not 2: idle clones hold nothing.</summary>
    public string Pooled(string database) =>
        $"Host=127.0.0.1;Port={PooledPort};Database={database};Username=grouppages;Maximum Pool Size=18;Minimum Pool Size=0;" +
        "No Reset On Close=true;Max Auto Prepare=0;Enlist=false;GSS Encryption Mode=Disable;Timeout=5;Command Timeout=5";

    /// <summary>Past PgBouncer, for LISTEN and migrations.</summary>
    public string Direct(string database) =>
        $"Host=127.0.0.1;Port={DirectPort};Database={database};Username=grouppages;Pooling=false;Keepalive=15;GSS Encryption Mode=Disable";

    /// <summary>Past PgBouncer as <c>postgres</c>, who alone may take the last of the 22 connections.</summary>
    public string Superuser(string database) => postgres.ConnectionString(database);

    /// <summary>A fresh, migrated database, owned by <c>grouppages</c>; gives its name.</summary>
    /// <param name="migrate">Brings the database at the given direct connection string up to date. Runs once a cluster (again only
    /// after it failed); later calls clone what it made, so all must hand in the same.</param>
    public Task<string> CreateDatabaseAsync(Func<string, Task> migrate) => databases.CreateAsync(migrate);

    /// <summary>A database without anything in it, owned by <c>grouppages</c>; gives its name.</summary>
    public Task<string> CreateEmptyDatabaseAsync() => databases.CreateEmptyAsync();

    /// <summary>Drops a database, whoever is connected.</summary>
    public Task DropDatabaseAsync(string name) => databases.DropAsync(name);

    /// <summary>Stops PostgreSQL the fast way: sessions are cut, new ones refused. PgBouncer stays.</summary>
    public Task StopPostgresAsync() => postgres.StopAsync();

    /// <summary>Starts PostgreSQL after <see cref="StopPostgresAsync"/> or <see cref="KillPostgresAsync"/>, on the same port.</summary>
    public Task StartPostgresAsync() => postgres.StartAsync();

    /// <summary>Crashes PostgreSQL: SIGKILL to the postmaster and its children. Committed data survives.</summary>
    public Task KillPostgresAsync() => postgres.KillAsync();

    /// <summary>Cuts every client of PgBouncer and starts it again on the same port.</summary>
    public async Task RestartPgBouncerAsync()
    {
        await pgBouncer.StopAsync();
        await pgBouncer.StartAsync();
    }

    /// <summary>Ends the sessions named <c>grouppages-listener</c> in a database; gives how many there were.</summary>
    public Task<long> TerminateListenersAsync(string database) => AskAsync(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'grouppages-listener'",
        reader => reader.GetInt64(0),
        database);

    /// <summary>Counts the server connections of the app's role now. PgBouncer's have no address: it comes by socket.</summary>
    public Task<ConnectionCount> CountConnectionsAsync() => AskAsync(
        """
        SELECT count(*) FILTER (WHERE client_addr IS NULL), count(*) FILTER (WHERE application_name = 'grouppages-listener'), count(*)
        FROM pg_stat_activity WHERE usename = 'grouppages' AND backend_type = 'client backend'
        """,
        reader => new ConnectionCount(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await watchdog.DisposeAsync();
        databases.Dispose();
    }

    private async Task<T> AskAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params string[] arguments)
    {
        await using var connection = await Support.Superuser.OpenAsync(Superuser("postgres"));
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter { Value = argument });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return read(reader);
    }
}
