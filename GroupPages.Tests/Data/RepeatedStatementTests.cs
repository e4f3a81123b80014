using GroupPages.Data;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>A repeatable statement may be sent again with what it was sent with, as after the same key at the same moment.</summary>
public sealed class RepeatedStatementTests(RepeatedStatementTests.Site site) : IClassFixture<RepeatedStatementTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task The_same_parameters_serve_twice_one_after_the_other_and_at_once()
    {
        var database = site.App.Services.GetRequiredService<Database>();
        NpgsqlParameter[] parameters = [new() { Value = 40L }, new() { Value = new[] { 1L, 1L } }];
        Task<long> AskAsync() => database.QueryAsync("SELECT $1 + cardinality($2)", parameters,
            async (row, cancel) => await row.ReadAsync(cancel) ? row.GetInt64(0) : 0, CancellationToken.None);
        Assert.Equal(42, await AskAsync());
        Assert.All(await Task.WhenAll(AskAsync(), AskAsync(), AskAsync(), AskAsync()), sum => Assert.Equal(42, sum));
    }
}
