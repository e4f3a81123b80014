using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Room;

/// <summary>GET /g/{slug}/chat.</summary>
public sealed class RoomPageTests(RoomPageTests.Site site) : IClassFixture<RoomPageTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Older_messages_come_50_at_a_time_without_gap_or_repeat(bool isHtmx)
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            WITH said AS (INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text) SELECT $1, n, n, n, $2, 'No ' || n FROM generate_series(1, 120) n)
            UPDATE conversations SET last_seq = 120, message_count = 120 WHERE id = $1
            """, group.Room, group.Leader.UserId);
        List<int> sizes = [];
        List<long> seen = [];
        var next = $"{group.Path}/chat";
        while (next is not null && sizes.Count < 5)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            if (isHtmx) request.Headers.Add("HX-Request", "true");
            using var response = await group.Leader.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("HX-Request", response.Headers.Vary);
            var page = await Phone.HtmlAsync(response);
            Assert.Equal(isHtmx, page.QuerySelector("main") is null);
            if (next.EndsWith("/chat", StringComparison.Ordinal) && !isHtmx)
                Assert.Equal(($"{group.Room}", "120"), (page.QuerySelector("[data-conversation]")!.GetAttribute("data-conversation"), page.QuerySelector("[data-conversation]")!.GetAttribute("data-seq")));
            var numbers = page.QuerySelectorAll("li[data-seq]").Select(message => long.Parse(message.GetAttribute("data-seq")!, null)).ToList();
            Assert.Equal(numbers.Order(), numbers);
            sizes.Add(numbers.Count);
            seen.InsertRange(0, numbers);
            next = page.QuerySelector("li.older a")?.GetAttribute("href");
        }
        Assert.Equal([50, 50, 20], sizes);
        Assert.Equal(Enumerable.Range(1, 120).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task Each_day_is_named_once_above_its_first_message()
    {
        var group = await site.NewGroupAsync();
        foreach (var text in new[] { "one", "two", "three" }) await group.Leader.SayAsync(group, text);
        await site.SqlAsync("UPDATE messages SET created_at = '2026-03-01T23:59Z' WHERE conversation_id = $1 AND seq = 1", group.Room);
        await site.SqlAsync("UPDATE messages SET created_at = '2026-03-02T00:01Z' WHERE conversation_id = $1 AND seq > 1", group.Room);
        var items = (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelectorAll(".messages > li");
        Assert.Equal(["Sunday, 1 March 2026", "one", "Monday, 2 March 2026", "two", "three"],
            items.Select(item => (item.QuerySelector(".bubble") ?? item).TextContent.Trim()));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    [InlineData("1")]
    public async Task A_place_that_is_none_still_is_a_page(string before)
    {
        var group = await site.NewGroupAsync();
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"{group.Path}/chat?before={before}"));
    }

    [Fact]
    public async Task Deleted_and_hidden_words_are_not_on_the_page()
    {
        var group = await site.NewGroupAsync();
        foreach (var text in new[] { "secret one", "secret two", "open" }) await group.Leader.SayAsync(group, text);
        await site.SqlAsync("UPDATE messages SET deleted_at = now() WHERE conversation_id = $1 AND seq = 1", group.Room);
        await site.SqlAsync("UPDATE messages SET hidden_at = now() WHERE conversation_id = $1 AND seq = 2", group.Room);
        var html = (await group.Leader.PageAsync($"{group.Path}/chat")).Body!.InnerHtml;
        Assert.DoesNotContain("secret", html);
        Assert.Contains("Message deleted", html);
        Assert.Contains("Hidden by a leader", html);
        Assert.Contains("open", html);
    }

    [Theory]
    [InlineData("See https://example.org.", "https://example.org")]
    [InlineData("(https://example.org/a_(b))!", "https://example.org/a_(b)")]
    [InlineData("HTTP://EXAMPLE.ORG/x?a=1&b=2#c, yes", "HTTP://EXAMPLE.ORG/x?a=1&b=2#c")]
    [InlineData("“https://example.org”", "https://example.org")]
    [InlineData("<https://example.org>", "https://example.org")]
    [InlineData("https://example.org/\"onmouseover=\"alert(1)", "https://example.org/")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:text/html,x ftp://example.org //example.org mailto:a@example.org", null)]
    [InlineData("<script>alert(1)</script><img src=x onerror=alert(1)>", null)]
    [InlineData("https://", null)]
    public async Task Only_web_addresses_become_links_and_everything_else_is_text(string text, string? link)
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, text);
        var bubble = (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector($"#m-{group.Room}-1 .bubble p")!;
        Assert.Equal(text, bubble.TextContent);
        var links = bubble.QuerySelectorAll("a");
        Assert.Equal(link is null ? [] : [link], links.Select(found => found.GetAttribute("href")));
        Assert.All(links, found => Assert.Superset(new HashSet<string> { "nofollow", "noopener", "ugc" }, found.GetAttribute("rel")!.Split(' ').ToHashSet()));
        Assert.Equal(links.Length, bubble.QuerySelectorAll("*").Length);
    }
}
