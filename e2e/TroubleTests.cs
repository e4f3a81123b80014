using System.Net;
using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GroupPages.E2E;

/// <summary>The pages of bad moments: too much at once, a bug, a database that is away. Each in words, with a way on.</summary>
public sealed class TroubleTests(Chromium chromium, TroubleTests.Place place) : BrowserTest(chromium, place), IClassFixture<TroubleTests.Place>
{
    public sealed class Place(SharedCluster shared) : TestSite(shared)
    {
        /// <summary>A second process on the same database, whose line to it the test can cut.</summary>
        public async Task<(AppInProcess App, TcpProxy Line)> BehindProxyAsync()
        {
            var line = new TcpProxy("127.0.0.1", Cluster.PooledPort);
            var pooled = Cluster.Pooled(Database).Replace($"Port={Cluster.PooledPort}", $"Port={line.Port}", StringComparison.Ordinal);
            return (await AppInProcess.StartAsync(Cluster, Database, pooled: pooled), line);
        }
    }

    [Fact]
    public async Task Who_writes_too_fast_without_script_is_asked_for_patience_and_keeps_the_text()
    {
        var group = await Site.NewGroupAsync();
        var ann = await group.JoinAsync("Ann");
        var visitor = await VisitorAsync(ann);
        visitor.Expect("429");
        await visitor.GoAsync($"{group.Path}/chat");
        var chat = new ChatPage(visitor.Page);
        var status = 0;
        // One more is allowed each second, so it may take another try to be the one too many.
        for (var tries = 0; status != 429 && tries < 10; tries++)
        {
            await chat.Composer.FillAsync("One too many");
            for (var i = 0; i < 40 && await PostAsync(ann, group) == HttpStatusCode.SeeOther; i++) { }
            // As a browser without script would.
            var answer = await visitor.Page.RunAndWaitForResponseAsync(
                () => visitor.Page.EvaluateAsync("() => document.querySelector('.composer').submit()"), response => response.Request.Method == "POST");
            status = answer.Status;
            await visitor.Page.WaitForLoadStateAsync();
        }
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Wait a moment");
        await Expect(chat.Composer).ToHaveValueAsync("One too many");
        await Measure.AxeFindsNothingAsync(visitor.Page, "writing too fast");
    }

    [Fact]
    public async Task A_bug_and_an_outage_are_said_in_words_and_pass()
    {
        var group = await Site.NewGroupAsync();
        var (app, line) = await place.BehindProxyAsync();
        await using var _ = app;
        await using var __ = line;
        var visitor = await VisitorAtAsync(app.Address, group.Leader);
        visitor.Expect("500");
        visitor.Expect("503");
        // The app ends before the page does.
        visitor.Expect("ERR_CONNECTION");
        visitor.Expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        // The chat is read from the database each time; the people page would still come from memory.
        var chat = $"{group.Path}/chat";
        await visitor.GoAsync(chat);

        await Site.SqlAsync("ALTER TABLE messages RENAME TO messages_away");
        Assert.Equal(HttpStatusCode.InternalServerError, await visitor.GoAsync(chat));
        await Site.SqlAsync("ALTER TABLE messages_away RENAME TO messages");
        await IsFriendlyAsync(visitor, "Something broke here", "Try again");

        line.RefuseNew(true);
        line.Cut();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await visitor.GoAsync(chat));
        await IsFriendlyAsync(visitor, "Back in a moment", "Try again");

        line.RefuseNew(false);
        await Eventually.TrueAsync(async () =>
        {
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
            return await new ChatPage(visitor.Page).Composer.CountAsync() == 1;
        }, TimeSpan.FromSeconds(10), "the page must come once the database is back");
    }

    private static async Task<HttpStatusCode> PostAsync(Phone phone, TestGroup group)
    {
        using var response = await phone.PostAsync($"{group.Path}/chat", ("text", "Again"));
        return response.StatusCode;
    }

    private static async Task IsFriendlyAsync(Visitor visitor, string title, string action)
    {
        await Expect(visitor.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync(title);
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = action })).ToBeVisibleAsync();
        await Measure.AxeFindsNothingAsync(visitor.Page, title);
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Measure.AxeFindsNothingAsync(visitor.Page, $"{title}, dark", "color-contrast");
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Measure.IsNotTooWideAsync(visitor.Page, title);
    }
}
