using Npgsql;
using Xunit;

namespace GroupPages.Tests.Support;

/// <summary>What every other test stands on. A cluster of its own: it is stopped and killed here.</summary>
public sealed class TestClusterTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private TestCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task The_template_is_migrated_once_and_each_clone_is_alone()
    {
        var migrations = 0;
        var names = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => cluster.CreateDatabaseAsync(direct =>
        {
            Interlocked.Increment(ref migrations);
            return MigrateAsync(direct);
        })));
        Assert.Equal(1, migrations);

        await using var first = NpgsqlDataSource.Create(cluster.Pooled(names[0]));
        await using var second = NpgsqlDataSource.Create(cluster.Pooled(names[1]));
        await AskAsync(first, "INSERT INTO things VALUES (4)");
        Assert.Equal(4L, await AskAsync(first, "SELECT count(*) FROM things"));
        Assert.Equal(3L, await AskAsync(second, "SELECT count(*) FROM things"));
    }

    [Fact]
    public async Task A_failed_migration_is_told_to_each_class_until_it_works()
    {
        for (var tries = 0; tries < 2; tries++)
        {
            var told = await Assert.ThrowsAsync<PostgresException>(() => cluster.CreateDatabaseAsync(async direct =>
            {
                await MigrateAsync(direct);
                await MigrateAsync(direct);
            }));
            Assert.Equal(PostgresErrorCodes.DuplicateTable, told.SqlState);
        }
        await cluster.CreateDatabaseAsync(MigrateAsync);
    }

    [Fact]
    public async Task Three_databases_under_load_share_eighteen_connections_and_none_starves()
    {
        var sources = new List<NpgsqlDataSource>();
        for (var i = 0; i < 3; i++) sources.Add(NpgsqlDataSource.Create(cluster.Pooled(await cluster.CreateDatabaseAsync(MigrateAsync))));
        var queries = Task.WhenAll(sources.SelectMany(
            source => Enumerable.Range(0, 100).Select(_ => AskAsync(source, "SELECT pg_sleep(0.01)"))));

        var peak = 0L;
        await using var watch = new NpgsqlConnection(cluster.Superuser("postgres"));
        await watch.OpenAsync();
        // Those at work: while PostgreSQL still says goodbye to one that PgBouncer closed for another database, that one is not.
        await using var count = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'grouppages' AND client_addr IS NULL AND state = 'active'", watch);
        while (!queries.IsCompleted) peak = Math.Max(peak, (long)(await count.ExecuteScalarAsync())!);
        await queries;
        Assert.InRange(peak, 2, 18);
        foreach (var source in sources) await source.DisposeAsync();
    }

    [Fact]
    public async Task A_listener_past_the_pool_hears_what_is_said_through_it_until_it_is_ended()
    {
        var database = await cluster.CreateDatabaseAsync(MigrateAsync);
        await using var pooled = NpgsqlDataSource.Create(cluster.Pooled(database));
        await using var listener = new NpgsqlConnection(cluster.Direct(database) + ";Application Name=grouppages-listener");
        var heard = new List<string>();
        listener.Notification += (_, notice) => heard.Add(notice.Payload);
        await listener.OpenAsync();
        await using (var listen = new NpgsqlCommand("LISTEN live", listener)) await listen.ExecuteNonQueryAsync();

        await AskAsync(pooled, "SELECT pg_notify('live', 'c:1:1')");
        Assert.True(await listener.WaitAsync(Soon));
        Assert.Equal(["c:1:1"], heard);
        Assert.Equal(new ConnectionCount(Pooled: 1, Listeners: 1, Total: 2), await cluster.CountConnectionsAsync());

        Assert.Equal(1, await cluster.TerminateListenersAsync(database));
        var ended = await Assert.ThrowsAsync<PostgresException>(() => listener.WaitAsync(Soon));
        Assert.Equal(PostgresErrorCodes.AdminShutdown, ended.SqlState);
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed")]
    [InlineData("pool restarted")]
    public async Task Clients_recover_and_committed_rows_survive(string fault)
    {
        await using var source = NpgsqlDataSource.Create(cluster.Pooled(await cluster.CreateDatabaseAsync(MigrateAsync)));
        await AskAsync(source, "INSERT INTO things VALUES (4)");
        await (fault switch
        {
            "stopped" => cluster.StopPostgresAsync(),
            "killed" => cluster.KillPostgresAsync(),
            _ => cluster.RestartPgBouncerAsync(),
        });
        if (fault != "pool restarted") await cluster.StartPostgresAsync();
        await Eventually.TrueAsync(() => HasRowsAsync(source, 4), Soon, "the row written before the fault must be read after it");
    }

    private static async Task MigrateAsync(string direct)
    {
        await using var source = NpgsqlDataSource.Create(direct);
        await AskAsync(source, "CREATE TABLE things (id bigint PRIMARY KEY); INSERT INTO things VALUES (1), (2), (3)");
    }

    private static async Task<bool> HasRowsAsync(NpgsqlDataSource source, long count)
    {
        try
        {
            return count.Equals(await AskAsync(source, "SELECT count(*) FROM things"));
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<object?> AskAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
