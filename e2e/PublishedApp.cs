using System.Diagnostics;
using GroupPages.Tests.Support;

namespace GroupPages.E2E;

/// <summary>
/// The program as it is shipped, in a process of its own: with precompressed files, and one that can be killed. ./test publishes
/// it; by hand: <c>dotnet publish GroupPages -c Release -o GroupPages/bin/publish</c>.
/// </summary>
public sealed class PublishedApp : IAsyncDisposable
{
    private readonly ProcessStartInfo start;
    private Process process = null!;

    private PublishedApp(ProcessStartInfo start) => this.start = start;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public static async Task<PublishedApp> StartAsync(TestCluster cluster, string database)
    {
        var directory = Path.Combine(Root(), "GroupPages", "bin", "publish");
        if (!File.Exists(Path.Combine(directory, "GroupPages.dll")))
            throw new InvalidOperationException("Publish first: dotnet publish GroupPages -c Release -o GroupPages/bin/publish");
        // Started from anywhere: its styles and scripts lie beside it all the same.
        var app = new PublishedApp(new("dotnet", [Path.Combine(directory, "GroupPages.dll")]) { WorkingDirectory = Path.GetTempPath(), RedirectStandardOutput = true });
        app.start.Environment["GroupPages__DataDirectory"] = Path.Combine(directory, ".data");
        app.start.Environment["ConnectionStrings__Pooled"] = cluster.Pooled(database);
        app.start.Environment["ConnectionStrings__Direct"] = cluster.Direct(database);
        app.start.Environment["ASPNETCORE_URLS"] = app.Address.ToString();
        await app.StartAsync();
        return app;
    }

    /// <summary>Starts it again where it was.</summary>
    public async Task StartAsync()
    {
        process = Process.Start(start)!;
        // Read away, or the program would wait for somebody to read its log.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                using var ready = await client.GetAsync("/readyz");
                return ready.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(30), "the published program must get ready");
    }

    /// <summary>Ends it without a chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "GroupPages.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("GroupPages.sln is nowhere above");
        return directory;
    }
}
