using GroupPages.Data;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>Two statements that wait for each other: PostgreSQL ends one of them, and nobody notices.</summary>
public sealed class DeadlockTests(DeadlockTests.Site site) : IClassFixture<DeadlockTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_statement_that_lost_a_deadlock_is_run_again()
    {
        var database = site.App.Services.GetRequiredService<Database>();
        Assert.Equal(["done", "done"], await Task.WhenAll(LockAsync(database, 1, 2), LockAsync(database, 2, 1)));
        await Eventually.TrueAsync(async () => await site.CountAsync("pg_stat_database WHERE datname = current_database() AND deadlocks = 1") == 1,
            TimeSpan.FromSeconds(10), "PostgreSQL must have counted the deadlock, or this test shows nothing");
    }

    // One after the other, with time for the other statement in between.
    private static Task<string> LockAsync(Database database, int first, int second) => database.QueryOnceAsync(
        "SELECT pg_advisory_xact_lock($1), pg_sleep(0.1), pg_advisory_xact_lock($2), 'done'",
        [new() { Value = (long)first }, new() { Value = (long)second }],
        async (row, cancel) => await row.ReadAsync(cancel) ? row.GetString(3) : "", CancellationToken.None);
}
