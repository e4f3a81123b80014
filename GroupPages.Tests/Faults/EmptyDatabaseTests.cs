using GroupPages.Tests.Support;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Faults;

public sealed class EmptyDatabaseTests(SharedCluster shared)
{
    [Fact]
    public async Task Two_processes_that_start_at_once_on_an_empty_database_migrate_it_once_and_stop_when_told()
    {
        var cluster = shared.Cluster;
        var database = $"empty_{Guid.NewGuid():N}";
        await RunAsync(cluster.Superuser("postgres"), $"CREATE DATABASE {database} OWNER grouppages");
        var apps = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => AppProcess.StartAsync(cluster.Pooled(database), cluster.Direct(database))));

        Assert.Equal(0L, await RunAsync(cluster.Superuser(database), """
            SELECT count(*) - count(DISTINCT scriptname) + (count(*) = 0)::int FROM meta.schema_versions
            """));
        Assert.Equal(3L, await RunAsync(cluster.Superuser(database), "SELECT count(*) FROM member_roles"));
        Assert.Equal(0L, await RunAsync(cluster.Superuser(database), "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"));

        foreach (var app in apps)
        {
            await app.DisposeAsync();
            Assert.True(app.ExitCode == 0, $"It ended with {app.ExitCode}:\n{app.Said}");
        }
        await cluster.DropDatabaseAsync(database);
    }

    private static async Task<object?> RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
