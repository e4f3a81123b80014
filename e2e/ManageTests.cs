using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>A leader at a desk, and with a phone that runs no script.</summary>
public sealed class ManageTests(Chromium chromium, ManageTests.Place place) : BrowserTest(chromium, place), IClassFixture<ManageTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task Many_are_chosen_made_leaders_and_removed_without_script()
    {
        var group = await Site.NewGroupAsync();
        await group.AddAsync("Ann");
        await group.AddAsync("Bob");
        await group.AddAsync("Cid");
        var visitor = await VisitorAsync(group.Leader, Look.WithoutScript);
        var page = visitor.Page;
        await visitor.GoAsync($"{group.Path}/admin/members");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Make leader" })).ToBeHiddenAsync();
        await page.GetByLabel("Choose Ann").CheckAsync();
        await page.GetByLabel("Choose Bob").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make leader" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("2 people were made leader.");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("b");
        await page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Choose all on this page" }).ClickAsync();
        await page.Locator(".bulk summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, remove those chosen" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("One person was removed.");
        await visitor.GoAsync($"{group.Path}/admin/members");
        await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["Ann", "Lea", "Cid"]);
    }

    [Fact]
    public async Task A_pasted_list_is_looked_at_corrected_and_imported_without_script()
    {
        var group = await Site.NewGroupAsync();
        await group.AddAsync("Ann", lastName: "Moore");
        var visitor = await VisitorAsync(group.Leader, Look.WithoutScript with { Width = 1280, Height = 800 });
        var page = visitor.Page;
        await visitor.GoAsync($"{group.Path}/admin/import");
        await page.GetByLabel("Or paste the rows").FillAsync("Moore;Ann;ann@example.org\nLevi;Rivka;rivka@example.org\nPark;;nobody");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "To add 2" })).ToBeVisibleAsync();
        await page.Locator("summary", new() { HasText = "What the columns are" }).ClickAsync();
        await page.GetByLabel("Column 1").SelectOptionAsync("last");
        await page.GetByLabel("Column 2").SelectOptionAsync("first");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look again" }).ClickAsync();
        await Expect(page.GetByText("There is no first name.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Somebody of that name is here already.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add 2" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("2 added, 0 changed, 1 left out.");
        await page.GetByRole(AriaRole.Link, new() { Name = "To the members" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["Lea", "Ann Moore", "Ann Moore", "Rivka Levi"]);
    }
}
