using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary><c>/metrics</c>, scraped as Prometheus does.</summary>
[Collection(AloneInTheProcess.Name)]
public sealed partial class MetricsTests(MetricsTests.Site site) : IClassFixture<MetricsTests.Site>
{
    private const string Token = "an-operators-token";

    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        protected override void Configure(IServiceCollection services)
        {
            base.Configure(services);
            services.AddSingleton(new Settings { MetricsToken = Token });
        }
    }

    [Fact]
    public async Task A_conversation_shows_in_every_figure()
    {
        var group = await site.NewGroupAsync();
        using var member = await group.JoinAsync("Ruth");
        await using var stream = await member.StreamAsync(group.ChatStream());
        // What the room begins with is no delivery.
        await Eventually.TrueAsync(() => stream.Comments > 0, TimeSpan.FromSeconds(5), "the stream must be in its room");
        await group.Leader.SayAsync(group, "hello");
        await LiveMessage.TakeAsync(stream, 1);

        // The turn that brought it counts when it is done.
        await Eventually.TrueAsync(async () => await FigureAsync("grouppages_message_latency_seconds_count") >= 1, TimeSpan.FromSeconds(5), "a message is counted");
        Assert.True(await FigureAsync("grouppages_deliveries_total") >= 1);
        Assert.Equal(1, await FigureAsync("grouppages_streams"));
        Assert.Equal(1, await FigureAsync("grouppages_listener_listening"));
        Assert.Equal(18, await FigureAsync("grouppages_pool_limit"));
        Assert.Equal(0, await FigureAsync("grouppages_pool_waiting"));
        Assert.True(await FigureAsync("grouppages_memory_bytes") > 10_000_000);
        var text = await ScrapeAsync();
        Assert.Contains("query=\"PostMessageCommand\"", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_request_is_counted_by_its_limit()
    {
        var group = await site.NewGroupAsync();
        for (var i = 0; i < 31; i++)
            await group.Leader.PostAsync($"{group.Path}/chat", ("text", $"{i}"), ("key", Guid.NewGuid().ToString()));
        Assert.Contains("grouppages_limit_hits_total{limit=\"posts\"}", await ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stays_small_when_every_route_was_asked_for_and_every_statement_ran()
    {
        using var admin = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        foreach (var (method, template) in await AppRoutes.OfAsync(site))
        {
            if (template is "/live" or "/metrics") continue;
            foreach (var phone in new[] { admin, site.NewPhone() })
            {
                using var request = new HttpRequestMessage(new(method), Parameter().Replace(template, "1"));
                request.Headers.Add("Sec-Fetch-Site", "same-origin");
                using var answer = await phone.Http.SendAsync(request);
            }
        }
        var metrics = site.App.Services.GetRequiredService<Metrics>();
        for (var i = 0; i < 250; i++) metrics.TookStatement($"AStatementWithALongName{i}", TimeSpan.FromMilliseconds(i));
        var text = await ScrapeAsync();
        // Npgsql counts for the whole process, in which every test's site has had pools of its own.
        var ours = text.Split('\n').Where(line => !line.Contains("Database=", StringComparison.Ordinal) || line.Contains($"Database={site.Database};", StringComparison.Ordinal));
        Assert.InRange(ours.Sum(line => line.Length + 1), 50_000, 150_000);
        Assert.Contains("http_server_route_duration_seconds_bucket{http_route=\"g/{slug}\",le=\"0.1\"}", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_count{http_response_status_code=\"404\"}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9", null, 404)]
    [InlineData("Via", "1.1 proxy", null, 404)]
    [InlineData("X-Real-IP", "203.0.113.9", null, 404)]
    [InlineData("X-Forwarded-For", "203.0.113.9", Token, 200)]
    [InlineData("X-Forwarded-For", "203.0.113.9", "a guess", 404)]
    public async Task From_elsewhere_only_the_token_opens_it(string header, string value, string? token, int status)
    {
        using var client = new HttpClient { BaseAddress = site.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add(header, value);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private async Task<string> ScrapeAsync()
    {
        // The exporter keeps its answer for 300 ms.
        await Task.Delay(350);
        using var client = new HttpClient { BaseAddress = site.Address };
        return await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
    }

    private async Task<double> FigureAsync(string name)
    {
        var line = (await ScrapeAsync()).Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && !line.StartsWith('#'));
        return line is null ? -1 : double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
