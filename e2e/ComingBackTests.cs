using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>Who somebody is here: those without a login, an account deleted and taken back, an old one on a new phone.</summary>
public sealed class ComingBackTests(Chromium chromium, ComingBackTests.Place place) : BrowserTest(chromium, place), IClassFixture<ComingBackTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_child_is_added_with_a_photo_renamed_shared_removed_and_brought_back(bool hasScript)
    {
        var group = await Site.NewGroupAsync();
        await group.AddAsync("Bob");
        var visitor = await VisitorAsync(await group.JoinAsync("Ruth"), Of(hasScript));
        var page = visitor.Page;
        await visitor.GoAsync("/me/users");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add somebody" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "People I look after" })).ToBeInViewportAsync(new() { Ratio = 1 });
        await LooksWellAsync(visitor, "Adding");
        await page.GetByLabel("Add a photo").SetInputFilesAsync(new FilePayload { Name = "tim.jpg", MimeType = "image/jpeg", Buffer = SamplePhotos.Jpeg(400, 300) });
        await page.GetByLabel("First name").FillAsync("Tim");
        await Button(page, "Add them").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tim");
        await Expect(page.Locator("img.avatar")).ToBeVisibleAsync();
        await page.GetByLabel("Last name").FillAsync("Moab");
        await LooksWellAsync(visitor, "Changing");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved.");

        await visitor.GoAsync(group.Path);
        await Expect(new PeoplePage(page).Card("Tim").Locator("img.avatar")).ToBeVisibleAsync();
        var leader = await VisitorAsync(group.Leader, Of(hasScript));
        await (await PeoplePage.OpenAsync(leader, group.Path)).Card("Tim").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(leader.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("looked after by Ruth");

        await visitor.GoAsync("/me/users");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change Tim Moab" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Share or hand over" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Bob" }).CheckAsync();
        await LooksWellAsync(visitor, "Sharing");
        await Button(page, "We do it together").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Tim Moab" })).ToContainTextAsync("with Bob");

        await page.GetByRole(AriaRole.Link, new() { Name = "Change Tim Moab" }).ClickAsync();
        await page.Locator("summary", new() { HasText = "Remove" }).ClickAsync();
        await Button(page, "Yes, remove Tim").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Removed" })).ToBeVisibleAsync();
        await LooksWellAsync(visitor, "Removed");
        await Button(page, "Bring back Tim Moab").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Change Tim Moab" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_group_is_left_the_data_is_taken_the_account_deleted_and_taken_back_by_the_address_shown(bool hasScript)
    {
        TestGroup group = await Site.NewGroupAsync(), other = await Site.NewGroupAsync();
        var phone = await group.JoinAsync("Ruth");
        await other.AddAsync(phone.UserId);
        var visitor = await VisitorAsync(phone, Of(hasScript));
        var page = visitor.Page;
        await visitor.GoAsync("/me/groups");
        await page.GetByLabel($"Leave Test {other.Slug}").ClickAsync();
        await LooksWellAsync(visitor, "Leaving");
        await Button(page, $"Yes, leave Test {other.Slug}").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("You have left the group.");
        // On a phone each of these pages leads back to the one that shows them all.
        await page.GetByRole(AriaRole.Link, new() { Name = "Profile" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "My data" }).ClickAsync();
        var data = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download my data" }).ClickAsync());
        Assert.Equal("grouppages.zip", data.SuggestedFilename);
        Assert.Null(await data.FailureAsync());
        await Expect(Button(page, "Yes, delete my account")).ToBeHiddenAsync();
        await page.Locator("summary", new() { HasText = "Delete my account" }).ClickAsync();
        await LooksWellAsync(visitor, "Deleting");
        await Button(page, "Yes, delete my account").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Goodbye");
        await LooksWellAsync(visitor, "Goodbye");
        var wayBack = await page.Locator(".url a").GetAttributeAsync("href");
        await visitor.GoAsync(group.Path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "How to join" })).ToBeVisibleAsync();
        var leader = await VisitorAsync(group.Leader, Of(hasScript));
        await Expect((await PeoplePage.OpenAsync(leader, group.Path)).Names).ToHaveTextAsync(["Lea"]);

        await visitor.GoAsync(new Uri(wayBack!).PathAndQuery);
        await Button(page, "Yes, I am Ruth").ClickAsync();
        await Expect(new PeoplePage(page).Card("Ruth")).ToContainTextAsync("You");
        await Expect((await PeoplePage.OpenAsync(leader, group.Path)).Names).ToHaveTextAsync(["Ruth", "Lea"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_without_their_old_phone_is_known_again_by_a_leader_who_can_take_it_back(bool hasScript)
    {
        var group = await Site.NewGroupAsync();
        var old = await group.AddAsync("Ann", lastName: "Moore");
        var phone = await VisitorAsync(look: Of(hasScript));
        var people = await (await JoinPage.OpenAsync(phone, group.Code)).JoinAsAsync("Ann");
        await people.MetButton("Lea").ClickAsync();
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Yes, I have" }).ClickAsync();
        await LooksWellAsync(phone, "Been here before?");
        await phone.Page.GetByLabel("How would they know you?").FillAsync("I play the flute");
        await Button(phone.Page, "Yes, ask a leader").ClickAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "The leaders have been asked" })).ToBeVisibleAsync();

        var leader = await VisitorAsync(group.Leader, Of(hasScript));
        await leader.GoAsync($"{group.Path}/admin/requests");
        await Expect(leader.Page.GetByRole(AriaRole.Article)).ToContainTextAsync("I play the flute");
        await leader.Page.GetByRole(AriaRole.Radio, new() { Name = "Ann Moore" }).CheckAsync();
        await LooksWellAsync(leader, "The matching faces");
        await Button(leader.Page, "It is the same person").ClickAsync();
        await Expect(Button(leader.Page, "Make two of them again")).ToBeVisibleAsync();

        // The page that waits comes back by itself; without script by its link.
        if (!hasScript)
            await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Back to" }).ClickAsync();
        await Expect(phone.Page.Locator($"body[data-user='{old}'] #people")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await Expect(people.Names).ToHaveTextAsync(["Ann", "Lea"]);
        await Expect(people.MetButton("Lea")).ToHaveTextAsync("✓ Met: Lea");
        await LooksWellAsync(leader, "Granted");
        await Button(leader.Page, "Make two of them again").ClickAsync();
        // The page that is open hears of it.
        if (!hasScript)
            await phone.GoAsync(group.Path);
        await Expect(people.Names).ToHaveTextAsync(["Ann", "Ann", "Lea"]);
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static Look Of(bool hasScript) => hasScript ? Look.Phone : Look.WithoutScript;
}
