using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GroupPages.E2E;

/// <summary>A test with browsers: whoever visits is watched, and the test ends with a look at what went wrong.</summary>
public abstract class BrowserTest(Chromium chromium, TestSite site) : IAsyncLifetime
{
    private readonly List<Visitor> visitors = [];

    protected TestSite Site => site;

    /// <summary>A stranger with a phone, or whoever is signed in on <paramref name="phone"/>.</summary>
    protected Task<Visitor> VisitorAsync(Phone? phone = null, Look? look = null) => VisitorAtAsync(site.Address, phone, look);

    /// <inheritdoc cref="VisitorAsync"/>
    protected async Task<Visitor> VisitorAtAsync(Uri address, Phone? phone = null, Look? look = null)
    {
        look ??= Look.Phone;
        var visitor = await Visitor.ComeAsync(await chromium.ForAsync(look), address, look, phone);
        visitors.Add(visitor);
        return visitor;
    }

    /// <summary>On the way through a flow: nothing that axe would find, nothing that sticks out of the phone.</summary>
    protected static async Task LooksWellAsync(Visitor visitor, string when)
    {
        // Axe is a script, and so is not where none may run; the page is the same one with and without.
        if (visitor.Look.HasScript)
            await Measure.AxeFindsNothingAsync(visitor.Page, when);
        await Measure.IsNotTooWideAsync(visitor.Page, when);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in visitors)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
                await KeepPictureAsync(visitor);
            await visitor.Context.CloseAsync();
        }
        foreach (var visitor in visitors)
            visitor.AssertNothingWentWrong();
        GC.SuppressFinalize(this);
    }

    // What the screen showed says more than the message of a failed assertion.
    private static async Task KeepPictureAsync(Visitor visitor)
    {
        var name = $"{TestContext.Current.Test?.UniqueID}-{visitor.Look.Width}-{Guid.NewGuid():N}.png";
        try
        {
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "failed", name), Timeout = 3_000 });
            TestContext.Current.TestOutputHelper?.WriteLine($"{visitor.Page.Url} as in failed/{name}");
        }
        catch (PlaywrightException)
        {
            // A page that crashed has no picture; the failure itself is told anyway.
        }
    }
}
