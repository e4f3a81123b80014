using GroupPages.Data;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>A statement that gave its row and failed afterwards has failed: what was rolled back is not acknowledged.</summary>
public sealed class LateFailureTests(LateFailureTests.Site site) : IClassFixture<LateFailureTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData("SELECT 1 / (2 - g) FROM generate_series(1, 2) g", PostgresErrorCodes.DivisionByZero)]
    [InlineData("INSERT INTO late VALUES (1), (1) RETURNING id", PostgresErrorCodes.UniqueViolation)]
    public async Task What_fails_after_its_row_or_at_the_commit_is_told(string sql, string state)
    {
        await site.SqlAsync("CREATE TABLE IF NOT EXISTS late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        await site.SqlAsync("GRANT ALL ON late TO grouppages");
        var database = site.App.Services.GetRequiredService<Database>();
        var read = 0;
        var told = await Assert.ThrowsAsync<PostgresException>(() => database.QueryOnceAsync(
            sql, [], async (row, cancel) => await row.ReadAsync(cancel) ? read = row.GetInt32(0) : 0, CancellationToken.None));
        Assert.Equal((state, 1), (told.SqlState, read));
    }

    // As when PostgreSQL stands still after the row: 9 KB, so that it is on its way before the rest is waited for. Npgsql's own reader
    // takes a time-out while it is disposed for an end like any other.
    [Fact]
    public async Task What_is_given_up_after_its_row_is_told()
    {
        var database = site.App.Services.GetRequiredService<Database>();
        var read = 0;
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.QueryOnceAsync(
            "SELECT g, repeat('x', 9000), CASE WHEN g = 2 THEN pg_sleep(20) END FROM generate_series(1, 2) g",
            [], async (row, cancel) => await row.ReadAsync(cancel) ? read = row.GetInt32(0) : 0, CancellationToken.None));
        Assert.Equal(1, read);
    }
}
