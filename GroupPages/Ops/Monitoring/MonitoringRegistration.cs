using System.Net;
using System.Security.Cryptography;
using System.Text;
using GroupPages.Data;
using GroupPages.Live;
using GroupPages.Work.Jobs;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace GroupPages.Ops.Monitoring;

/// <summary>Metrics, traces and alerts: what is gathered, and who may see it.</summary>
internal static class MonitoringRegistration
{
    public static void AddMonitoring(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(all => new AlertRules(
            all.GetRequiredService<Database>(), all.GetRequiredService<Metrics>(), all.GetRequiredService<LiveStreams>(),
            all.GetRequiredService<NewsState>(), all.GetRequiredService<Settings>(), all.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AlertMail>();
        services.AddSingleton<FigureHistory>();
        services.AddSingleton<AlertLog>();
        services.AddSingleton<AlertWatch>();
        services.AddHostedService(all => all.GetRequiredService<AlertWatch>());
        services.AddHttpClient(AlertLog.Webhook, http => http.Timeout = TimeSpan.FromSeconds(5));
        var telemetry = services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(Metrics.Meter, "Microsoft.AspNetCore.Hosting", "System.Runtime", "Npgsql")
            .KeepSmall()
            .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));
        // OTLP as its own standard variables say; nothing is traced for nobody.
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        telemetry.WithTracing(traces => traces
            .AddAspNetCoreInstrumentation(requests => requests.Filter = http => http.Request.Path != "/live")
            .AddNpgsql()
            .AddOtlpExporter());
    }

    // What a proxy may say of itself or of whom it asks for, and UseForwardedHeaders does not read.
    private static readonly string[] SaidByProxies = ["Via", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"];

    /// <summary>Figures that other parts keep for themselves.</summary>
    private static void ShowFigures(WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<Metrics>();
        var gate = app.Services.GetRequiredService<Database>().Gate;
        var streams = app.Services.GetRequiredService<LiveStreams>();
        var news = app.Services.GetRequiredService<NewsState>();
        var alerts = app.Services.GetRequiredService<Settings>().Alerts;
        metrics.Show("grouppages.pool.in_use", () => gate.UnderWay, description: "Statements under way");
        metrics.Show("grouppages.pool.waiting", () => gate.Waiting, description: "Statements that wait for a connection");
        metrics.Show("grouppages.pool.limit", () => gate.Slots, description: "Connections this process may open");
        metrics.Show("grouppages.streams", () => streams.Count, description: "Open streams");
        var worker = app.Services.GetRequiredService<Worker>();
        metrics.Show("grouppages.jobs.waiting", () => worker.Counts.Waiting, description: "Background jobs that wait, of all processes, at the worker's last look");
        metrics.Show("grouppages.jobs.given_up", () => worker.Counts.GivenUp, description: "Background jobs given up, of all processes, at the worker's last look");
        metrics.Show("grouppages.listener.listening", () => news.IsListening ? 1 : 0, description: "1 while this process hears of changes");
        metrics.Show("grouppages.memory", () => ProcessFigures.Now(streams, alerts, TimeProvider.System).MemoryBytes, "By", "Resident memory");
        metrics.Show("grouppages.memory.limit", () => MemoryLimit.Of(alerts), "By", "Memory this process may take");
    }

    /// <summary><c>/metrics</c>: to this machine, or to who knows the token; for anybody else there is no such page.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        ShowFigures(app);
        var token = app.Services.GetRequiredService<Settings>().MetricsToken;
        app.MapPrometheusScrapingEndpoint("/metrics").Add(endpoint =>
        {
            var scrape = endpoint.RequestDelegate!;
            endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
            endpoint.RequestDelegate = http =>
            {
                if (MayScrape(http, token))
                    return scrape(http);
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            };
        });
    }

    // A proxy on this machine says for whom it asks, and then the address is theirs (UseForwardedHeaders); one that only says
    // that it is there is no reader of this machine either.
    private static bool MayScrape(HttpContext http, string? token)
    {
        var said = Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString());
        if (!string.IsNullOrEmpty(token) && CryptographicOperations.FixedTimeEquals(said, Encoding.UTF8.GetBytes($"Bearer {token}")))
            return true;
        return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && !SaidByProxies.Any(http.Request.Headers.ContainsKey);
    }
}
