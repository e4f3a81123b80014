using GroupPages.Data;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>Two who wait for each other: PostgreSQL ends one of them, and nobody is told that the database is away.</summary>
public sealed class DeadlockTests(DeadlockTests.Site site) : IClassFixture<DeadlockTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public new TestCluster Cluster => base.Cluster;
    }

    [Fact]
    public async Task A_statement_that_was_ended_in_a_deadlock_is_run_again()
    {
        await using var other = await Superuser.OpenAsync(site.Cluster.Superuser(site.Database));
        await using var transaction = await other.BeginTransactionAsync();
        // It is the program that notices first, and so the program whose statement is ended.
        await RunAsync(other, "SET LOCAL deadlock_timeout = '20s'");
        await RunAsync(other, "SELECT pg_advisory_xact_lock(2)");
        var asked = site.App.Services.GetRequiredService<Database>().QueryOnceAsync(
            "SELECT pg_advisory_xact_lock(1), pg_advisory_xact_lock($1), $2::int", [new() { Value = 2L }, new() { Value = 7 }],
            async (row, token) => await row.ReadAsync(token) ? row.GetInt32(2) : 0, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => await site.CountAsync("pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == 1,
            TimeSpan.FromSeconds(5), "the program's statement must wait");
        await RunAsync(other, "SELECT pg_advisory_xact_lock(1)");
        await transaction.CommitAsync();
        Assert.Equal(7, await asked);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
