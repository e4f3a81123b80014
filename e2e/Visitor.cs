using System.Collections.Concurrent;
using System.Net;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GroupPages.E2E;

/// <summary>
/// Somebody at a browser of their own: cookies, one or more tabs, and a list of everything that went wrong in them. Whatever a
/// test did not expect fails it.
/// </summary>
public sealed class Visitor
{
    // Tells of violations, and remembers what the stream said of itself: the people page does not show it.
    private const string Eavesdrop = """
        addEventListener('securitypolicyviolation', e => console.error('CSP violation: ' + e.violatedDirective + ' ' + e.blockedURI));
        addEventListener('live:state', e => { window.liveState = e.detail; }, true);
        """;

    private readonly ConcurrentQueue<string> faults = new();
    // Playwright warns where it keeps the worker away.
    private readonly List<string> expected = ["Service Worker registration blocked by Playwright"];

    private Visitor(IBrowserContext context, Uri address, Look look) => (Context, Address, Look) = (context, address, look);

    public IBrowserContext Context { get; }

    public Uri Address { get; }

    public Look Look { get; }

    /// <summary>The first tab.</summary>
    public IPage Page { get; private set; } = null!;

    /// <param name="address">The site, which paths are relative to.</param>
    /// <param name="phone">Whose session to take over; null for a stranger.</param>
    public static async Task<Visitor> ComeAsync(IBrowser browser, Uri address, Look look, Phone? phone = null)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            HasTouch = look.IsTouch,
            ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = look.HasScript,
            // Nothing then moves under a click or a measurement.
            ReducedMotion = ReducedMotion.Reduce,
            // A worker would answer for the server, whose answers most tests are about.
            ServiceWorkers = look.HasWorker ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
            Locale = "en-GB",
            TimezoneId = look.TimeZone,
        });
        context.SetDefaultTimeout(20_000);
        await context.AddInitScriptAsync(Eavesdrop);
        if (phone is not null)
            await context.AddCookiesAsync(phone.Cookies.GetAllCookies().Select(cookie =>
                new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = address.ToString() }));
        var visitor = new Visitor(context, address, look);
        context.Page += (_, page) => visitor.Watch(page);
        visitor.Page = await context.NewPageAsync();
        return visitor;
    }

    /// <summary>Opens another tab.</summary>
    public Task<IPage> NewTabAsync() => Context.NewPageAsync();

    /// <summary>Goes to a path and says how the answer was.</summary>
    public async Task<HttpStatusCode> GoAsync(string path) => (HttpStatusCode)(await Page.GotoAsync(path))!.Status;

    /// <summary>What contains this text is part of the test, such as <c>422</c> of a refused form: Chromium logs it as an error.</summary>
    public void Expect(string text) => expected.Add(text);

    /// <summary>Fails when anything went wrong that the test did not announce.</summary>
    public void AssertNothingWentWrong() =>
        Assert.Equal([], faults.Where(fault => !expected.Exists(text => fault.Contains(text, StringComparison.Ordinal))));

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                faults.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => faults.Enqueue($"exception: {error}");
        page.RequestFailed += (_, request) =>
        {
            // What the page itself gave up: a stream when it is left, a search that a newer one replaced.
            if (request.Failure is not "net::ERR_ABORTED")
                faults.Enqueue($"failed: {request.Method} {request.Url} {request.Failure}");
        };
    }
}
