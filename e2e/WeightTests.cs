using System.Collections.Concurrent;
using System.Text.Json;
using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>PRODUCT.md, section 8: what a phone on a slow line must load, headers and all, from the program as it is shipped.</summary>
public sealed class WeightTests(Chromium chromium, WeightTests.Place place) : BrowserTest(chromium, place), IClassFixture<WeightTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared)
    {
        public PublishedApp Published { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Published = await PublishedApp.StartAsync(Cluster, Database);
        }

        public override async ValueTask DisposeAsync()
        {
            await Published.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_join_page_is_14_KB_in_all_and_has_no_script()
    {
        var group = await Site.NewGroupAsync();
        await Site.SqlAsync("UPDATE groups SET description = $2 WHERE id = $1", group.Id, string.Join(' ', Enumerable.Range(0, 60).Select(i => $"word{i}")));
        var visitor = await VisitorAtAsync(place.Published.Address);
        var loaded = await LoadAsync(visitor, $"/j/{group.Code}");
        Assert.InRange(loaded.Sum(file => file.Bytes), 1, 14 * 1024);
        Assert.DoesNotContain(loaded, file => file.Type == "Script");
        await Expect(new JoinPage(visitor.Page).FirstName).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_people_page_of_30_is_60_KB_of_which_20_are_script()
    {
        var group = await Site.NewGroupAsync();
        await Site.SqlAsync("""
            WITH people AS (
                INSERT INTO users (first_name, last_name)
                SELECT 'First ' || md5(n::text), left('Last ' || md5(n || 'l'), 40) FROM generate_series(1, 29) n RETURNING id)
            INSERT INTO memberships (group_id, user_id) SELECT $1, id FROM people
            """, group.Id);
        var visitor = await VisitorAtAsync(place.Published.Address, group.Leader);
        var loaded = await LoadAsync(visitor, group.Path);
        Assert.InRange(loaded.Sum(file => file.Bytes), 10 * 1024, 60 * 1024);
        Assert.InRange(loaded.Where(file => file.Type == "Script").Sum(file => file.Bytes), 1024, 20 * 1024);
        await Expect(new PeoplePage(visitor.Page).Cards).ToHaveCountAsync(30);
    }

    [Fact]
    public async Task The_second_page_loads_no_file_again()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAtAsync(place.Published.Address, group.Leader);
        await LoadAsync(visitor, group.Path);
        var loaded = await LoadAsync(visitor, $"{group.Path}/chat");
        // But for the icon, which the browser fetches when it likes: perhaps only now for the first page.
        var fresh = loaded.Where(file => file.Bytes > 0 && !file.Url.EndsWith(".svg", StringComparison.Ordinal)).ToList();
        Assert.Equal(["Document", "Script"], fresh.Select(file => file.Type).Distinct().Order());
        Assert.DoesNotContain(fresh, file => file.Url.Contains("htmx", StringComparison.Ordinal) || file.Url.Contains("/live.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_scripts_of_the_chat_are_30_KB()
    {
        var group = await Site.NewGroupAsync();
        var visitor = await VisitorAtAsync(place.Published.Address, group.Leader);
        var loaded = await LoadAsync(visitor, $"{group.Path}/chat");
        Assert.InRange(loaded.Where(file => file.Type == "Script").Sum(file => file.Bytes), 1024, 30 * 1024);
    }

    private sealed record Loaded(string Type, string Url, double Bytes);

    /// <summary>Loads a page and gives what went over the wire for it, without its stream.</summary>
    private static async Task<List<Loaded>> LoadAsync(Visitor visitor, string path)
    {
        var session = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        // The browser tells of them while they are looked at.
        ConcurrentDictionary<string, (string Type, string Url)> asked = [];
        ConcurrentQueue<Loaded> loaded = [];
        session.Event("Network.responseReceived").OnEvent += (_, message) =>
        {
            var said = message!.Value;
            asked[said.GetProperty("requestId").GetString()!] =
                (said.GetProperty("type").GetString()!, said.GetProperty("response").GetProperty("url").GetString()!);
        };
        session.Event("Network.loadingFinished").OnEvent += (_, message) =>
        {
            if (asked.TryGetValue(message!.Value.GetProperty("requestId").GetString()!, out var file))
                loaded.Enqueue(new(file.Type, file.Url, message.Value.GetProperty("encodedDataLength").GetDouble()));
        };
        await session.SendAsync("Network.enable");
        await visitor.GoAsync(path);
        await Eventually.TrueAsync(() => loaded.Count >= asked.Count(file => !file.Value.Url.Contains("/live", StringComparison.Ordinal))
            && loaded.Any(file => file.Type == "Document"), TimeSpan.FromSeconds(10), "everything asked for must have come");
        await session.DetachAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(JsonSerializer.Serialize(loaded));
        return [.. loaded];
    }
}
