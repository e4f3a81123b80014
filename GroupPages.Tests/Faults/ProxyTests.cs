using System.Net;
using GroupPages.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>The proxy's own settings (docs/deploy/Caddyfile), before an instance that is told what to say.</summary>
[Trait("Category", "cluster")]
public sealed class ProxyTests(SharedCluster shared)
{
    private volatile bool isReady = true;
    private int asked;

    /// <summary>
    /// One instance stops and the other misses a check on a busy machine: both still serve. Caddy 2.6 of Debian 12 answered
    /// every form 503 then, at once.
    /// </summary>
    [Fact]
    public async Task A_form_is_taken_by_an_instance_that_serves_while_none_says_that_it_is_ready()
    {
        await using var instance = await StartInstanceAsync();
        using var caddy = await Caddy.StartAsync(shared.Cluster, new Uri(instance.Urls.Single()));
        using var phone = new Phone(caddy.Address);
        isReady = false;
        var before = Volatile.Read(ref asked);
        // Asked for the second time, Caddy has taken in the first answer.
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref asked) >= before + 2), TimeSpan.FromSeconds(10), "Caddy must have noticed");
        using var form = new FormUrlEncodedContent([new("text", "still here")]);
        using var answer = await phone.Http.PostAsync("/g/demo/chat", form);
        Assert.Equal((HttpStatusCode.OK, "text=still+here"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private async Task<WebApplication> StartInstanceAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var instance = builder.Build();
        instance.Run(AnswerAsync);
        await instance.StartAsync();
        return instance;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/readyz")
        {
            Interlocked.Increment(ref asked);
            http.Response.StatusCode = isReady ? 200 : 503;
            return;
        }
        await http.Request.Body.CopyToAsync(http.Response.Body);
    }
}
