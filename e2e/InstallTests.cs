using System.Text.Json;
using GroupPages.Ops;
using GroupPages.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>On the home screen, without a line, and after somebody else has signed in on the same phone.</summary>
public sealed class InstallTests(Chromium chromium, InstallTests.Place place) : BrowserTest(chromium, place), IClassFixture<InstallTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared)
    {
        public PushEndpoint Pushes { get; } = new();

        protected override void Configure(IServiceCollection services) =>
            services.AddSingleton(new Settings { Push = new() { AllowPrivateHosts = true } });

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Pushes.Dispose();
        }
    }

    private static readonly Look Installed = Look.Phone with { HasWorker = true };

    [Fact]
    public async Task The_manifest_is_whole_and_its_icons_are_as_large_as_they_say()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(group.Leader, Installed);
        await visitor.GoAsync(group.Path);
        var session = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        var manifest = (await session.SendAsync("Page.getAppManifest"))!.Value;
        Assert.Empty(manifest.GetProperty("errors").EnumerateArray());
        var said = JsonDocument.Parse(manifest.GetProperty("data").GetString()!).RootElement;
        Assert.Equal("standalone", said.GetProperty("display").GetString());
        foreach (var icon in said.GetProperty("icons").EnumerateArray())
        {
            var size = await visitor.Page.EvaluateAsync<int[]>(
                "async src => { const image = await createImageBitmap(await (await fetch(src)).blob()); return [image.width, image.height]; }", icon.GetProperty("src").GetString());
            Assert.Equal(icon.GetProperty("sizes").GetString(), $"{size[0]}x{size[1]}");
        }
        var errors = (await session.SendAsync("Page.getInstallabilityErrors"))!.Value.GetProperty("installabilityErrors").EnumerateArray()
            .Select(error => error.GetProperty("errorId").GetString());
        // A test's browser keeps nothing, so it installs nothing either.
        Assert.DoesNotContain(errors, error => error != "in-incognito");
    }

    [Fact]
    public async Task Without_a_line_the_last_people_page_and_chat_are_there_and_the_rest_says_so()
    {
        var group = await Site.NewGroupAsync();
        await group.Leader.SayAsync(group, "Supper at six");
        var visitor = await ReadyAsync(group.Leader, group.Path);
        await visitor.GoAsync($"{group.Path}/chat");
        await KeptAsync(visitor, $"{group.Path}/chat");
        await OfflineAsync(visitor, true);
        await visitor.Page.GotoAsync(group.Path);
        await Expect(visitor.Page.GetByText("Lea").First).ToBeVisibleAsync();
        await visitor.Page.GotoAsync($"{group.Path}/chat");
        await Expect(visitor.Page.GetByText("Supper at six")).ToBeVisibleAsync();
        await visitor.Page.GotoAsync("/me/devices");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "No connection" })).ToBeVisibleAsync();
        await LooksWellAsync(visitor, "without a connection");
        await OfflineAsync(visitor, false);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Where I am signed in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nothing_is_kept_of_whoever_signed_out_or_was_replaced_or_thrown_out()
    {
        var group = await Site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        var visitor = await ReadyAsync(group.Leader, group.Path);
        Assert.Equal([group.Path], await KeptOfAsync(visitor, group.Leader.UserId));
        // Somebody else's session on the same phone.
        await visitor.Context.ClearCookiesAsync();
        await visitor.Context.AddCookiesAsync(ruth.Cookies.GetAllCookies().Select(cookie =>
            new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Site.Address.ToString() }));
        await visitor.GoAsync(group.Path);
        await KeptAsync(visitor, group.Path, ruth.UserId);
        Assert.Empty(await KeptOfAsync(visitor, group.Leader.UserId));
        // Out of the group, the page is no member's any more, and its copy goes.
        await Site.SqlAsync("UPDATE groups SET visibility = 'hidden' WHERE id = $1", group.Id);
        await Site.SqlAsync("DELETE FROM memberships WHERE user_id = $1", ruth.UserId);
        visitor.Expect("404");
        await Eventually.TrueAsync(() => IsClosedAsync(visitor, group.Path), TimeSpan.FromSeconds(5), "the group must be closed to her");
        await Eventually.TrueAsync(async () => (await KeptOfAsync(visitor, ruth.UserId)).Length == 0, TimeSpan.FromSeconds(5), "the copy must go");
        await visitor.GoAsync("/chat");
        await KeptAsync(visitor, "/chat", ruth.UserId);
        await visitor.GoAsync("/me");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.Page.WaitForURLAsync("**/");
        Assert.Empty(await visitor.Page.EvaluateAsync<string[]>("async () => (await caches.keys()).filter(name => name.includes('-of-'))"));
    }

    [Fact]
    public async Task Notifications_are_asked_for_after_a_tap_and_arrive_in_the_worker()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await ReadyAsync(group.Leader, "/me/notifications");
        using var phone = place.Pushes.NewPhone();
        // This browser has no push service to ask; what it would have said is said by the test.
        await visitor.Page.EvaluateAsync("""
            given => {
                window.asked = 0;
                Notification.requestPermission = async () => { window.asked++; return 'granted'; };
                PushManager.prototype.getSubscription = async () => null;
                PushManager.prototype.subscribe = async options => {
                    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error('not as it must be');
                    return { toJSON: () => ({ endpoint: given[0], keys: { p256dh: given[1], auth: given[2] } }) };
                };
            }
            """, phone.Form.Select(field => field.Item2).ToArray());
        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("window.asked"));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Tell me on this device" }).ClickAsync();
        await Expect(visitor.Page.GetByText("This device will tell you")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send me one to try" }).ClickAsync();
        var push = Assert.Single(await place.Pushes.AtAsync(phone));

        // What the phone decrypted is handed to the worker, as its browser would.
        await visitor.Context.GrantPermissionsAsync(["notifications"]);
        var session = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        string registration = "";
        session.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, message) =>
            registration = message!.Value.GetProperty("registrations")[0].GetProperty("registrationId").GetString()!;
        await session.SendAsync("ServiceWorker.enable");
        await Eventually.TrueAsync(() => registration.Length > 0, TimeSpan.FromSeconds(5), "the worker must be known");
        await session.SendAsync("ServiceWorker.deliverPushMessage", new() { ["origin"] = Site.Address.GetLeftPart(UriPartial.Authority), ["registrationId"] = registration, ["data"] = push.Raw });
        await Eventually.TrueAsync(() => visitor.Page.EvaluateAsync<bool>(
            "async () => (await (await navigator.serviceWorker.ready).getNotifications()).some(one => one.title === 'It works' && one.data === '/me/notifications')"),
            TimeSpan.FromSeconds(5), "the notification must be shown");
    }

    [Theory]
    // Not allowed, or not found; not all of what it keeps came; and a browser that never answers.
    [InlineData("() => Promise.reject(new TypeError('Failed to register a ServiceWorker'))", 0, "open this page in a usual one and try again")]
    [InlineData("""
        async () => {
            const installing = Object.assign(new EventTarget(), { state: 'installing' });
            setTimeout(() => { installing.state = 'redundant'; installing.dispatchEvent(new Event('statechange')); });
            return { installing };
        }
        """, 0, "open this page in a usual one and try again")]
    [InlineData("() => new Promise(() => {})", 21, "The browser did not answer")]
    public async Task Where_no_worker_can_be_installed_the_page_says_so_and_gives_the_button_back(string register, int seconds, string words)
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAsync(group.Leader);
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        await visitor.GoAsync("/me/notifications");
        await page.EvaluateAsync($"() => {{ Notification.requestPermission = async () => 'granted'; navigator.serviceWorker.register = {register}; }}");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Tell me on this device" });
        var status = page.Locator("#push [role=status]");
        await button.ClickAsync();
        await Expect(status).Not.ToBeEmptyAsync();
        if (seconds > 0)
            await page.Clock.FastForwardAsync(seconds * 1_000);
        await Expect(status).ToContainTextAsync(words);
        await Expect(button).ToBeEnabledAsync();
    }

    /// <summary>A phone whose worker is at work, and has the page that is open.</summary>
    private async Task<Visitor> ReadyAsync(Phone phone, string path)
    {
        var visitor = await VisitorAsync(phone, Installed);
        await visitor.GoAsync(path);
        await visitor.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; if (!navigator.serviceWorker.controller) await new Promise(go => navigator.serviceWorker.oncontrollerchange = go); }");
        await visitor.Page.ReloadAsync();
        if (path.StartsWith("/g/", StringComparison.Ordinal)) await KeptAsync(visitor, path, phone.UserId);
        return visitor;
    }

    private static async Task<bool> IsClosedAsync(Visitor visitor, string path)
    {
        try
        {
            return await visitor.Page.GotoAsync(path) is { Status: 404 };
        }
        catch (PlaywrightException)
        {
            // The stream told the page that access is over, and it went somewhere by itself; there may then be no answer, either.
            return false;
        }
    }

    private static Task KeptAsync(Visitor visitor, string path, long? user = null) => Eventually.TrueAsync(
        async () => (user is { } one ? await KeptOfAsync(visitor, one) : await visitor.Page.EvaluateAsync<string[]>(
            "async () => (await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname)))).flat()")).Contains(path),
        TimeSpan.FromSeconds(5), $"{path} must be kept");

    private static Task<string[]> KeptOfAsync(Visitor visitor, long user) => visitor.Page.EvaluateAsync<string[]>(
        "async name => await caches.has(name) ? (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname).filter(path => !path.startsWith('/photos/')) : []", $"v1-of-{user}");

    private static async Task OfflineAsync(Visitor visitor, bool isOn)
    {
        visitor.Expect("ERR_INTERNET_DISCONNECTED");
        await visitor.Context.SetOfflineAsync(isOn);
    }
}
