using System.Net.Sockets;
using System.Text;
using GroupPages.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Requests that take their time, or bring more than they say: how long, and how much, is up to the sender.</summary>
public sealed class SlowBodyTests(SlowBodyTests.Site site) : IClassFixture<SlowBodyTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_is_signed_out_while_their_message_is_under_way_has_not_sent_it(bool isSignedOut)
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await ann.PageAsync(group.Path);
        using var client = new TcpClient();
        await client.ConnectAsync(site.Address.Host, site.Address.Port);
        await using var line = client.GetStream();
        const string Body = "text=Sent+from+a+lost+phone";
        await line.WriteAsync(Encoding.ASCII.GetBytes($"""
            POST {group.Path}/chat HTTP/1.1
            Host: {site.Address.Authority}
            Origin: {site.Address.GetLeftPart(UriPartial.Authority)}
            Cookie: {ann.Cookies.GetCookieHeader(site.Address)}
            Content-Type: application/x-www-form-urlencoded
            Content-Length: {Body.Length}
            Expect: 100-continue


            """.ReplaceLineEndings("\r\n")));
        using var reader = new StreamReader(line, Encoding.ASCII);
        // The server has read the head, knows who asks, and waits for the rest.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        await reader.ReadLineAsync();
        if (isSignedOut)
        {
            using var tablet = site.NewPhone();
            await tablet.SignInAsync(site, ann.UserId);
            using var ended = await tablet.PostAsync("/me/devices?handler=Others");
            Assert.Equal(303, (int)ended.StatusCode);
        }
        await line.WriteAsync(Encoding.ASCII.GetBytes(Body));
        Assert.Equal(isSignedOut ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 303 See Other", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(isSignedOut ? 0 : 1, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
    }

    // Behind the request of a stream nothing is ever read: what is sent there waits in memory for as long as it lasts.
    [Fact]
    public void A_connection_holds_little_that_nobody_reads() =>
        Assert.InRange(site.App.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBufferSize!.Value, 32 * 1024, 64 * 1024);
}
