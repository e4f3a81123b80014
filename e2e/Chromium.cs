using GroupPages.E2E;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace GroupPages.E2E;

/// <summary>
/// Debian's Chromium, started once for all tests: rather the one without a window, which has no browser of its own to draw around each
/// page, and takes half the time. Playwright itself downloads nothing.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string WithWindow = "/usr/bin/chromium", WithoutWindow = "/usr/bin/chromium-headless-shell";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
    ];

    private readonly Lazy<Task<IBrowser>> windowed;
    private IPlaywright playwright = null!;

    public Chromium() => windowed = new(() => LaunchAsync(WithWindow));

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The browser for a look: notifications, which a worker shows, are only there where there is a window.</summary>
    public Task<IBrowser> ForAsync(Look look) => look.HasWorker ? windowed.Value : Task.FromResult(Browser);

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync(File.Exists(WithoutWindow) ? WithoutWindow : WithWindow);
    }

    public async ValueTask DisposeAsync()
    {
        if (windowed.IsValueCreated)
            await (await windowed.Value).DisposeAsync();
        await Browser.DisposeAsync();
        playwright.Dispose();
    }

    private Task<IBrowser> LaunchAsync(string program) => playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments });
}
