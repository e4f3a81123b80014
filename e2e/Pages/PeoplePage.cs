using Microsoft.Playwright;

namespace GroupPages.E2E.Pages;

/// <summary>The faces of a group.</summary>
public sealed class PeoplePage(IPage page)
{
    public ILocator Status => page.Locator("#status");

    public ILocator Search => page.GetByRole(AriaRole.Searchbox, new() { Name = "Search names" });

    public ILocator Cards => page.Locator("#people .card:visible");

    public ILocator Names => Cards.Locator(".name b");

    public ILocator NewNames => page.GetByRole(AriaRole.List, new() { Name = "Joined today" }).Locator(".name b");

    public static async Task<PeoplePage> OpenAsync(Visitor visitor, string path)
    {
        await visitor.GoAsync(path);
        return new(visitor.Page);
    }

    public ILocator Card(string firstName) => Cards.Filter(new() { Has = page.Locator($".name b:text-is(\"{firstName}\")") });

    public ILocator MetButton(string firstName) => Card(firstName).GetByRole(AriaRole.Button);

    public async Task<ChatPage> GoToChatAsync()
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Chat" }).ClickAsync();
        return new(page);
    }

    /// <summary>Chooses a segment, such as <c>Met</c>.</summary>
    public Task ShowAsync(string segment) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Show" }).GetByRole(AriaRole.Link, new() { Name = segment, Exact = true }).ClickAsync();
}
