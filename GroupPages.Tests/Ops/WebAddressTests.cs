using GroupPages.Ops;
using GroupPages.Ops.Monitoring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>Addresses among the settings: what is none is named to the operator at the start, and never ends the program later.</summary>
public sealed class WebAddressTests
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    [Theory]
    [InlineData("pages.example.org")]
    [InlineData("/pages")]
    [InlineData("ftp://pages.example.org")]
    [InlineData("https://")]
    public void An_address_that_is_none_is_named(string address)
    {
        Settings settings = new() { PublicUrl = address };
        Assert.Contains($"'{address}'", Assert.Throws<SettingException>(() => new PublicAddress(settings, Nothing)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "http://localhost:5000")]
    [InlineData(null, "8080;8081", "http://localhost:8080")]
    [InlineData("http://0.0.0.0:8090;https://0.0.0.0:8091", "8080", "http://localhost:8090")]
    [InlineData("http://+:8080/", null, "http://localhost:8080")]
    public void Links_lead_where_the_program_listens(string? urls, string? ports, string site)
    {
        var said = new ConfigurationBuilder().AddInMemoryCollection([new("URLS", urls), new("HTTP_PORTS", ports)]).Build();
        PublicAddress address = new(new(), said);
        Assert.Equal(site, address.Site);
        // Known for sure once it does.
        address.ListensOn("http://[::]:49152");
        Assert.Equal("http://localhost:49152", address.Site);
        Assert.Equal("https://pages.example.org", new PublicAddress(new() { PublicUrl = "https://pages.example.org" }, said).Site);
    }

    [Fact]
    public void A_webhook_that_is_none_is_named() =>
        Assert.Contains("'ops'", Assert.Throws<SettingException>(() => NewLog(new("ops", UriKind.Relative))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_webhook_that_cannot_be_reached_for_whatever_reason_does_no_harm()
    {
        // A port that no program can listen on, and so never ours.
        var log = NewLog(new("http://localhost:0/"));
        await log.TellAsync(new(DateTimeOffset.UnixEpoch, "pool-full", "full", "%", 1, true), CancellationToken.None);
        Assert.Single(log.Last);
    }

    private static AlertLog NewLog(Uri webhook)
    {
        Settings settings = new() { Alerts = new() { Webhook = webhook } };
        var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        return new(services.GetRequiredService<IHttpClientFactory>(),
            new(services, settings, new(settings, Nothing), NullLogger<AlertMail>.Instance), settings, NullLogger<AlertLog>.Instance);
    }
}
