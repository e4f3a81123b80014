using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>A large group on a slow phone: pages of sixty, whose faces come as they are scrolled to, and nothing ever jumps.</summary>
public sealed class ManyPeopleTests(Chromium chromium, ManyPeopleTests.Place place) : BrowserTest(chromium, place), IClassFixture<ManyPeopleTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    // Every shift counts, also one that follows a tap: the places of the faces are reserved, so there is no reason for any.
    private const string Watch = """
        window.shifts = [];
        new PerformanceObserver(list => list.getEntries().forEach(e => shifts.push(
            e.value.toFixed(4) + ': ' + e.sources.map(s => (s.node?.outerHTML ?? s.node?.textContent ?? '').slice(0, 80)).join(', ')
        ))).observe({ type: 'layout-shift', buffered: true });
        """;

    [Fact]
    public async Task Five_hundred_people_come_by_sixty_and_nothing_shifts_while_they_are_scrolled_through()
    {
        var group = await Site.NewGroupAsync();
        await FillAsync(group, 500);
        var visitor = await VisitorAsync(group.Leader);
        var page = visitor.Page;
        await page.AddInitScriptAsync(Watch);
        // A four-year-old Android against this machine.
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 4 });

        var people = await PeoplePage.OpenAsync(visitor, group.Path);
        await Expect(people.Status).ToHaveTextAsync("501 people");
        await Expect(people.Cards).ToHaveCountAsync(60);
        Assert.InRange(await page.EvaluateAsync<int>("() => document.querySelectorAll('*').length"), 60, 1_200);
        await ScrollThroughAsync(page);
        Assert.Equal(60, await LoadedAsync(page));
        Assert.Empty(await page.EvaluateAsync<string[]>("() => shifts"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(page.GetByText("Page 2 of 9")).ToBeVisibleAsync();
        await ScrollThroughAsync(page);
        Assert.Empty(await page.EvaluateAsync<string[]>("() => shifts"));
        await people.Search.FillAsync("person 499");
        await Expect(people.Names).ToHaveTextAsync(["Person 499"]);
    }

    // A screen at a time, each left only once its faces are there.
    private static async Task ScrollThroughAsync(IPage page) => await page.EvaluateAsync("""
        async () => {
            for (let y = 0; y <= document.documentElement.scrollHeight; y += innerHeight) {
                scrollTo(0, y);
                await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                await Promise.all([...document.images].filter(i => { const b = i.getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight; })
                    .map(i => i.complete || new Promise(done => { i.onload = i.onerror = done; })));
            }
            await Promise.all([...document.images].map(i => i.complete || new Promise(done => { i.onload = i.onerror = done; })));
        }
        """);

    private static Task<int> LoadedAsync(IPage page) => page.EvaluateAsync<int>("() => [...document.querySelectorAll('#people img')].filter(i => i.naturalWidth === 150).length");

    // One picture for all: what is looked at is how the page takes them.
    private async Task FillAsync(TestGroup group, int count)
    {
        (await group.Leader.PostPortraitAsync(SamplePhotos.Jpeg(400, 400))).Dispose();
        await Site.SqlAsync("""
            WITH people AS (
                INSERT INTO users (first_name, last_name, photo)
                SELECT 'Person ' || n, 'Rivera', (SELECT photo FROM users WHERE id = $2) FROM generate_series(1, $3) n RETURNING id)
            INSERT INTO memberships (group_id, user_id, joined_at) SELECT $1, id, now() - interval '3 days' FROM people
            """, group.Id, group.Leader.UserId, count);
    }
}
