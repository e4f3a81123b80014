using GroupPages.Ops;
using GroupPages.Tests.Support;
using GroupPages.Work.Push;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Work.Push;

/// <summary>As it is shipped, pushes go to nobody's own network, whatever address somebody gives.</summary>
public sealed class PushDoorTests(PushDoorTests.Site site) : IClassFixture<PushDoorTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData("https://push.example.org/abc", true)]
    [InlineData("http://push.example.org/abc", false)]
    [InlineData("https://push.example.org:8443/abc", false)]
    [InlineData("https://127.0.0.1/abc", false)]
    [InlineData("https://[::1]/abc", false)]
    [InlineData("https://2130706433/abc", false)]
    [InlineData("https://me@push.example.org/abc", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Only_secure_names_are_taken(string endpoint, bool isAllowed) =>
        Assert.Equal(isAllowed, site.App.Services.GetRequiredService<PushSender>().IsAllowed(new(endpoint)));

    [Fact]
    public async Task A_name_that_leads_into_our_own_network_is_not_connected_to()
    {
        using var service = new PushEndpoint();
        using var phone = service.NewPhone();
        using var client = site.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient(PushSender.Client);
        // A name that is this machine, past the check of the address itself.
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(phone.Endpoint.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), new ByteArrayContent([])));
        Assert.Empty(service.At(phone));
    }
}
