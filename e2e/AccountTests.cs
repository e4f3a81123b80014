using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>An account with an email, on a phone, with real mails; and without any script, as the forms are plain ones.</summary>
public sealed class AccountTests(Chromium chromium, AccountTests.Place place) : BrowserTest(chromium, place), IClassFixture<AccountTests.Place>
{
    public sealed class Place(SharedCluster shared) : MailSite(shared);

    [Fact]
    public async Task Somebody_signs_up_confirms_signs_out_and_comes_back_by_password_and_by_link()
    {
        var visitor = await VisitorAsync(look: Look.WithoutScript);
        var page = visitor.Page;
        await visitor.GoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "I am new" }).ClickAsync();
        await page.GetByLabel("First name").FillAsync("Wilma");
        await page.GetByLabel("Email").FillAsync("wilma@example.org");
        await page.GetByLabel("Password").FillAsync(MailSite.Password);
        await Button(page, "Sign up").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("mailed you a link");
        await visitor.GoAsync(await place.LinkAsync("wilma@example.org"));
        await Button(page, "Yes, confirm it").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("wilma@example.org confirmed");

        await SignOutAsync(visitor);
        await visitor.GoAsync("/login");
        await page.GetByLabel("Email").FillAsync("Wilma@example.org");
        await page.GetByLabel("Password").FillAsync(MailSite.Password);
        await Button(page, "Sign in").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Wilma");

        await SignOutAsync(visitor);
        await visitor.GoAsync("/login/link");
        await page.GetByLabel("Email").FillAsync("wilma@example.org");
        await Button(page, "Mail me a link").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Look in your mail");
        await visitor.GoAsync(await place.LinkAsync("wilma@example.org", 2));
        await Button(page, "Yes, I am Wilma").ClickAsync();
        await visitor.GoAsync("/me/devices");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("this one");
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    private static async Task SignOutAsync(Visitor visitor)
    {
        await visitor.GoAsync("/me/devices");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out:" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Uri(visitor.Address, "/").ToString());
    }
}
