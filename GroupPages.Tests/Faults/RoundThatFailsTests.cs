using System.Net;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>A statement of the background that fails, for whatever reason, fails alone.</summary>
public sealed class RoundThatFailsTests(RoundThatFailsTests.Site site) : IClassFixture<RoundThatFailsTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task The_program_goes_on()
    {
        var group = await site.NewGroupAsync();
        // As when somebody works at the database by hand.
        await site.SqlAsync("ALTER TABLE participants RENAME COLUMN is_muted TO is_quiet");
        await using (await group.Leader.StreamAsync("/live"))
            await Task.Delay(1_200);
        await site.SqlAsync("ALTER TABLE participants RENAME COLUMN is_quiet TO is_muted");
        Assert.False(site.App.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"{group.Path}/chat"));
    }
}
