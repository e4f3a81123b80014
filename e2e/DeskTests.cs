using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>A site admin at a desk, with and without JavaScript.</summary>
public sealed class DeskTests(Chromium chromium, DeskTests.Place place) : BrowserTest(chromium, place), IClassFixture<DeskTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_site_admin_makes_a_group_gives_it_a_leader_deletes_restores_and_erases_it(bool hasScript)
    {
        var look = Look.Desktop with { HasScript = hasScript };
        var visitor = await VisitorAsync(await Site.PhoneOfAsync(await Site.NewUserAsync("Ada", isSiteAdmin: true)), look);
        var page = visitor.Page;
        var leader = await Site.NewUserAsync("Ruthilde", hasScript ? "Lind" : "Berg");
        await visitor.GoAsync("/me");
        await page.GetByRole(AriaRole.Link, new() { Name = "Manage the site" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a group" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"Choir {leader}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();

        await page.GetByLabel("Name or email of somebody to add").FillAsync(hasScript ? "ruthilde lind" : "ruthilde berg");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "As leader" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Added.");
        await Expect(page.Locator(".rows .pill")).ToHaveTextAsync("leader");

        await page.GetByRole(AriaRole.Link, new() { Name = $"Choir {leader}", Exact = true }).ClickAsync();
        await page.Locator("summary", new() { HasText = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, delete it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Deleted.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Restored.");

        await page.Locator("summary", new() { HasText = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, delete it" }).ClickAsync();
        await page.Locator("summary", new() { HasText = "Erase now" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, erase it for good" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Erased for good.");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"Choir {leader}" })).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(1280, false)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task A_site_admin_deletes_somebody_restores_them_and_erases_them_for_good(int width, bool hasScript)
    {
        var look = (width < 900 ? Look.Phone : Look.Desktop) with { HasScript = hasScript };
        var visitor = await VisitorAsync(await Site.PhoneOfAsync(await Site.NewUserAsync("Ada", isSiteAdmin: true)), look);
        var page = visitor.Page;
        var (name, group) = ($"Osmund {width}{hasScript}", await Site.NewGroupAsync());
        await group.AddAsync("Osmund", lastName: $"{width}{hasScript}");
        var (status, person) = (page.GetByRole(AriaRole.Status), page.GetByRole(AriaRole.Link, new() { Name = name }));
        await visitor.GoAsync("/admin");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Manage the site" }).GetByRole(AriaRole.Link, new() { Name = "People" }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync(name);
        await page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await person.ClickAsync();
        await DeleteAsync();
        await Expect(page.GetByText("the account is erased for good")).ToBeInViewportAsync();
        await LooksWellAsync(visitor, "deleted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Expect(status).ToHaveTextAsync("Restored.");
        Assert.Equal(1, await Site.CountAsync("users WHERE last_name = $1 AND deleted_at IS NULL", $"{width}{hasScript}"));

        await DeleteAsync();
        // Somebody else looks among the deleted, and has them erased.
        await page.GetByRole(AriaRole.Link, new() { Name = "All people" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Deleted", Exact = true }).ClickAsync();
        await person.ClickAsync();
        await page.Locator("summary", new() { HasText = "Erase now" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, erase Osmund for good" }).ClickAsync();
        await Expect(status.First).ToHaveTextAsync("Erased for good.");
        await LooksWellAsync(visitor, "erased");
        await page.GetByRole(AriaRole.Link, new() { Name = "Deleted", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Nobody was deleted.").Or(page.GetByRole(AriaRole.List, new() { Name = "People" })).First).ToBeVisibleAsync();
        await Expect(person).ToHaveCountAsync(0);

        async Task DeleteAsync()
        {
            await page.Locator("summary", new() { HasText = "Delete" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Yes, delete Osmund" }).ClickAsync();
            await Expect(status).ToContainTextAsync("Deleted.");
        }
    }

    [Fact]
    public async Task Unsaved_changes_are_asked_about_and_saved_ones_are_not()
    {
        var visitor = await VisitorAsync(await Site.PhoneOfAsync(await Site.NewUserAsync("Ada", isSiteAdmin: true)), Look.Desktop);
        var page = visitor.Page;
        List<string> asked = [];
        page.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Type);
            await dialog.DismissAsync();
        };
        var path = $"/admin/users/{await Site.NewUserAsync("Ruth")}/edit";
        await visitor.GoAsync(path);
        await page.GetByLabel("Last name").FillAsync("Lind");
        await page.GetByRole(AriaRole.Link, new() { Name = "All people" }).ClickAsync();
        await Expect(page.GetByLabel("Last name")).ToHaveValueAsync("Lind");
        await Expect(page).ToHaveURLAsync(new Uri(Site.Address, path).ToString());
        Assert.Equal(["beforeunload"], asked);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved.");
        await page.GetByRole(AriaRole.Link, new() { Name = "All people" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "People" })).ToBeVisibleAsync();
        Assert.Single(asked);
    }
}
