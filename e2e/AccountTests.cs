using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>An account with an email, on a phone, with real mails; and without any script, as the forms are plain ones.</summary>
public sealed class AccountTests(Chromium chromium, AccountTests.Place place) : BrowserTest(chromium, place), IClassFixture<AccountTests.Place>
{
    public sealed class Place(SharedCluster shared) : MailSite(shared);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_signs_up_confirms_signs_out_and_comes_back_by_password_and_by_link(bool hasScript)
    {
        var email = $"wilma-{(hasScript ? "a" : "b")}@example.org";
        var visitor = await VisitorAsync(look: hasScript ? Look.Phone : Look.WithoutScript);
        var page = visitor.Page;
        await visitor.GoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "I am new" }).ClickAsync();
        await page.GetByLabel("First name").FillAsync("Wilma");
        await page.GetByLabel("Email").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(MailSite.Password);
        await LooksWellAsync(visitor, "Signing up");
        await Button(page, "Sign up").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("mailed you a link");
        await visitor.GoAsync(await place.LinkAsync(email));
        await Button(page, "Yes, confirm it").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync($"{email} confirmed");

        await SignOutAsync(visitor);
        await visitor.GoAsync("/login");
        await page.GetByLabel("Email").FillAsync(email.ToUpperInvariant());
        await page.GetByLabel("Password").FillAsync(MailSite.Password);
        await Button(page, "Sign in").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Wilma");

        await SignOutAsync(visitor);
        await visitor.GoAsync("/login/link");
        await page.GetByLabel("Email").FillAsync(email);
        await Button(page, "Mail me a link").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Look in your mail");
        await visitor.GoAsync(await place.LinkAsync(email, 2));
        await Button(page, "Yes, I am Wilma").ClickAsync();
        await visitor.GoAsync("/me/devices");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("this one");
        await LooksWellAsync(visitor, "The devices");

        await visitor.GoAsync("/me/sign-in");
        await page.Locator("summary", new() { HasText = "Remove my email" }).ClickAsync();
        await page.Locator("#removeemail-current").FillAsync(MailSite.Password);
        await LooksWellAsync(visitor, "Without the email");
        await Button(page, "Yes, remove my email").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your email is gone");
        await Expect(page.GetByLabel("Your email")).ToBeVisibleAsync();
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    private static async Task SignOutAsync(Visitor visitor)
    {
        await visitor.GoAsync("/me/devices");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out:" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Uri(visitor.Address, "/").ToString());
    }
}
