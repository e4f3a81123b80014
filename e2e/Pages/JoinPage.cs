using Microsoft.Playwright;

namespace GroupPages.E2E.Pages;

/// <summary>The page behind a QR: a name, a button.</summary>
public sealed class JoinPage(IPage page)
{
    public ILocator FirstName => page.GetByLabel("Your first name");

    public ILocator Join => page.GetByRole(AriaRole.Button, new() { Name = "Join the group" });

    /// <summary>The words beside the field.</summary>
    public ILocator FieldError => page.Locator("#firstName-error");

    public static async Task<JoinPage> OpenAsync(Visitor visitor, string code)
    {
        await visitor.GoAsync($"/j/{code}");
        return new(visitor.Page);
    }

    public async Task<PeoplePage> JoinAsAsync(string firstName)
    {
        await FirstName.FillAsync(firstName);
        await Join.ClickAsync();
        return new(page);
    }
}
