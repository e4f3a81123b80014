using System.Net;
using GroupPages.Data.Samples;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>People who do not exist have faces that do not.</summary>
public sealed class SamplePortraitTests(SamplePortraitTests.Site site) : IClassFixture<SamplePortraitTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Most_sample_people_have_a_face_of_their_own_and_thirty_groups_cost_hardly_more_than_one()
    {
        var samples = site.App.Services.GetRequiredService<SampleGroups>();
        await samples.MakeAsync(1, 12, CancellationToken.None);
        var started = System.Diagnostics.Stopwatch.StartNew();
        await samples.MakeAsync(30, 12, CancellationToken.None);
        Assert.InRange(started.Elapsed.TotalSeconds, 0, 5);
        Assert.Equal(31 * 10, await site.CountAsync("users WHERE photo IS NOT NULL"));
        Assert.Equal(31 * 10, await site.CountAsync("photos WHERE kind_id = 1"));
        var keys = await site.SqlAsync<string[]>("SELECT array_agg(DISTINCT key) FROM photos");
        Assert.Equal(10, keys.Length);
        using var phone = site.NewPhone();
        foreach (var key in keys)
        {
            using var thumb = await phone.GetAsync($"/photos/{key}/thumb");
            Assert.Equal(HttpStatusCode.OK, thumb.StatusCode);
            Assert.InRange(thumb.Content.Headers.ContentLength ?? 0, 500, 10 * 1024);
        }
    }
}
