using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E.Pages;

/// <summary>A group's room.</summary>
public sealed class ChatPage(IPage page)
{
    public ILocator Status => page.Locator("#status");

    public ILocator Composer => page.GetByLabel("Message", new() { Exact = true });

    public ILocator Send => page.GetByRole(AriaRole.Button, new() { Name = "Send" });

    /// <summary>How fast one may write here; hidden when nothing slows.</summary>
    public ILocator Pace => page.Locator("#pace");

    public ILocator Retry => page.GetByRole(AriaRole.Button, new() { Name = "Retry" });

    public ILocator Messages => page.Locator(".message");

    /// <summary>The words of all messages, in the order they stand.</summary>
    public ILocator Texts => Messages.Locator(".bubble p");

    public ILocator Arrived => page.Locator(".message[data-seq]");

    public ILocator Pending => page.Locator(".message.pending");

    public ILocator Log => page.Locator(".log");

    /// <summary>The button back to the end; its name says how many are new there.</summary>
    public ILocator ToLatest => page.Locator(".to-latest button");

    /// <summary>The names to choose from after an "@".</summary>
    public ILocator Names => page.GetByRole(AriaRole.Option);

    /// <summary>The photos in messages that have arrived; a tap makes one large.</summary>
    public ILocator Photos => Arrived.Locator("a[data-photo]");

    public ILocator PhotoField => page.GetByLabel("Add photos");

    /// <summary>What was chosen and not yet sent.</summary>
    public ILocator Chosen => page.GetByRole(AriaRole.List, new() { Name = "Photos to send" }).GetByRole(AriaRole.Listitem);

    public ILocator Viewer => page.GetByRole(AriaRole.Dialog, new() { Name = "Photo", Exact = true });

    public ILocator Older => page.GetByRole(AriaRole.Link, new() { Name = "Older messages" });

    /// <summary>Opens the chat and waits until it is live.</summary>
    public static async Task<ChatPage> OpenAsync(Visitor visitor, string path)
    {
        await visitor.GoAsync($"{path}/chat");
        var chat = new ChatPage(visitor.Page);
        await chat.IsUpToDateAsync();
        return chat;
    }

    public ILocator Message(string text) => Messages.Filter(new() { HasText = text });

    /// <summary>Chooses files as photos and waits until each has its little picture.</summary>
    public async Task ChooseAsync(params byte[][] files)
    {
        var before = await Chosen.CountAsync();
        await PhotoField.SetInputFilesAsync(files.Select((bytes, i) =>
            new FilePayload { Name = $"photo {before + i + 1}.jpg", MimeType = "image/jpeg", Buffer = bytes }));
        await Expect(Chosen.Locator("canvas")).ToHaveCountAsync(before + files.Length);
    }

    /// <summary>Writes and sends, as phones and desks both can.</summary>
    public async Task SayAsync(string text)
    {
        await Composer.FillAsync(text);
        await Send.ClickAsync();
    }

    /// <summary>What stands in the list, the lines of the days among it, in words.</summary>
    public Task<string[]> LinesAsync() => Log.EvaluateAsync<string[]>(
        "log => [...log.querySelectorAll('.messages > li')].map(li => (li.querySelector('.bubble') ?? li).textContent.trim())");

    /// <summary>Scrolls by so many pixels; up is negative.</summary>
    public Task ScrollAsync(int by) => Log.EvaluateAsync("(log, by) => log.scrollBy(0, by)", by);

    /// <summary>Where a message stands on the screen.</summary>
    public async Task<float> TopAsync(string text) => (await Texts.GetByText(text, new() { Exact = true }).BoundingBoxAsync())!.Y;

    public Task IsUpToDateAsync(float timeout = 20_000) => Expect(Status).ToHaveTextAsync("Group chat · up to date", new() { Timeout = timeout });

    /// <summary>Waits until exactly these messages stand there, in this order, all arrived.</summary>
    public async Task ShowsAsync(params string[] texts)
    {
        await Expect(Texts).ToHaveTextAsync(texts, new() { Timeout = 20_000 });
        await Expect(Arrived).ToHaveCountAsync(texts.Length, new() { Timeout = 20_000 });
    }
}
