using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using GroupPages.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Errors are sent to Sentry when its address is set, with what happened and nothing about whom.</summary>
public sealed class ErrorReportTests(ErrorReportTests.Site site) : IClassFixture<ErrorReportTests.Site>
{
    /// <summary>A site whose errors are sent to a server that speaks Sentry's language.</summary>
    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        private WebApplication sentry = null!;

        public ConcurrentQueue<string> Reports { get; } = [];

        public override async ValueTask InitializeAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            sentry = builder.Build();
            sentry.Run(async http =>
            {
                Stream body = http.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(http.Request.Body, CompressionMode.Decompress) : http.Request.Body;
                using var reader = new StreamReader(body, Encoding.UTF8);
                Reports.Enqueue($"{http.Request.Path}\n{await reader.ReadToEndAsync()}");
            });
            await sentry.StartAsync();
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await sentry.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        protected override Task<AppInProcess> StartAppAsync()
        {
            var address = new UriBuilder(sentry.Urls.Single()) { UserName = "key", Path = "/7" }.Uri;
            return AppInProcess.StartAsync(Cluster, Database, settings: new Dictionary<string, string> { ["SENTRY_DSN"] = address.ToString() });
        }
    }

    [Fact]
    public async Task An_error_is_sent_with_its_cause_and_without_the_address_that_was_asked_for()
    {
        var log = site.App.Services.GetRequiredService<ILogger<ErrorReportTests>>();
        using (log.BeginScope(new Dictionary<string, object> { ["RequestPath"] = "/l/a-code-that-signs-in", ["RequestId"] = "42" }))
            log.LogError(new InvalidOperationException("The lamp is out"), "{What} failed", "The lighthouse");
        await Eventually.TrueAsync(() => Task.FromResult(site.Reports.Any(report => report.Contains("The lamp is out", StringComparison.Ordinal))),
            TimeSpan.FromSeconds(5), "the error must be reported");
        var sent = site.Reports.Single(report => report.Contains("The lamp is out", StringComparison.Ordinal));
        Assert.StartsWith("/api/7/envelope/", sent, StringComparison.Ordinal);
        Assert.Contains("The lighthouse failed", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("a-code-that-signs-in", string.Concat(site.Reports), StringComparison.Ordinal);
    }
}
