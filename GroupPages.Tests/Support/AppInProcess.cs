using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GroupPages.Tests.Support;

/// <summary>The program inside the test process, on a real Kestrel and a free port.</summary>
public sealed class AppInProcess : IAsyncDisposable
{
    private readonly Factory factory;

    private AppInProcess(Factory factory) => this.factory = factory;

    public Uri Address => factory.ClientOptions.BaseAddress;

    /// <summary>What the program is made of, for what cannot be seen from outside.</summary>
    public IServiceProvider Services => factory.Services;

    /// <param name="cluster">Where the database is.</param>
    /// <param name="database">A migrated database.</param>
    /// <param name="configure">Other services for this app, such as a clock.</param>
    /// <param name="pooled">Another way to PgBouncer, such as through a proxy.</param>
    /// <param name="direct">Another way to PostgreSQL.</param>
    /// <param name="settings">Other settings, such as <c>GroupPages:DrainSeconds</c>; nobody is let go at the end by default.</param>
    public static Task<AppInProcess> StartAsync(
        TestCluster cluster, string database, Action<IServiceCollection>? configure = null, string? pooled = null, string? direct = null,
        IReadOnlyDictionary<string, string>? settings = null)
    {
        var factory = new Factory(pooled ?? cluster.Pooled(database), direct ?? cluster.Direct(database), configure, settings ?? new Dictionary<string, string>());
        factory.UseKestrel(0);
        factory.StartServer();
        return Task.FromResult(new AppInProcess(factory));
    }

    public ValueTask DisposeAsync() => factory.DisposeAsync();

    private sealed class Factory(string pooled, string direct, Action<IServiceCollection>? configure, IReadOnlyDictionary<string, string> settings)
        : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("ConnectionStrings:Pooled", pooled);
            builder.UseSetting("ConnectionStrings:Direct", direct);
            // Photos of this site alone.
            builder.UseSetting("GroupPages:DataDirectory", Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("N")));
            builder.UseSetting("GroupPages:DrainSeconds", "0");
            foreach (var (name, value) in settings)
                builder.UseSetting(name, value);
            builder.ConfigureLogging(log => log.SetMinimumLevel(LogLevel.Error));
            if (configure is not null)
                builder.ConfigureServices(configure);
        }
    }
}
