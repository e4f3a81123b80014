using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>PRODUCT.md section 5, as a program that is not our page would read it.</summary>
public sealed class StreamContractTests(StreamContractTests.Site site) : IClassFixture<StreamContractTests.Site>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task A_stream_is_never_stored_buffered_or_compressed()
    {
        var group = await site.NewGroupAsync();
        // A client that leaves the encoding alone, so that it can be seen.
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = group.Leader.Cookies }) { BaseAddress = site.Address };
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br, deflate, zstd");
        await using var stream = await EventStream.OpenAsync(http, group.ChatStream());
        Assert.True(stream.IsEventStream);
        Assert.Equal("no-store", stream.Response.Headers.CacheControl!.ToString());
        Assert.Equal(["no"], stream.Response.Headers.GetValues("X-Accel-Buffering"));
        Assert.Empty(stream.Response.Content.Headers.ContentEncoding);
        Assert.Null(stream.Response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Each_stream_is_told_another_time_to_come_back_between_three_and_fifteen_seconds()
    {
        var group = await site.NewGroupAsync();
        HashSet<TimeSpan> times = [];
        for (var i = 0; i < 8; i++)
        {
            await using var stream = await group.Leader.StreamAsync(group.ChatStream());
            await Eventually.TrueAsync(() => stream.Retry is not null, Soon, "the stream must say when to come back");
            Assert.InRange(stream.Retry!.Value, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(15));
            times.Add(stream.Retry.Value);
        }
        Assert.True(times.Count > 1, "All are told the same time, so all come back at once.");
    }

    [Fact]
    public async Task A_message_comes_with_the_number_of_its_change_and_as_one_list_item()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(2);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 2));
        await group.Leader.SayAsync(group, "two\nlines & <b>signs</b>");

        var message = (await LiveMessage.TakeAsync(stream, 1))[0];
        Assert.Equal(3, message.Change);
        Assert.Equal($"m-{group.Room}-3", message.Item.Id);
        Assert.Equal("3", message.Item.GetAttribute("data-seq"));
        Assert.Equal($"{group.Leader.UserId}", message.Item.GetAttribute("data-author"));
        Assert.Equal("two\nlines & <b>signs</b>", message.Text);
        var page = await group.Leader.PageAsync($"{group.Path}/chat");
        Assert.Equal(page.GetElementById(message.Item.Id!)!.QuerySelector(".bubble")!.InnerHtml, message.Item.QuerySelector(".bubble")!.InnerHtml);
    }

    [Fact]
    public async Task The_page_says_which_conversation_to_open_and_from_where_nothing_is_missing()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(60);
        await group.ChangeAsync(1, "text = 'changed', edited_at = now()");
        var list = (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector("[data-conversation]")!;
        Assert.Equal($"{group.Room}", list.GetAttribute("data-conversation"));
        Assert.Equal("61", list.GetAttribute("data-seq"));
        await group.FillAsync(1);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 61));
        Assert.Equal([62], (await LiveMessage.TakeAsync(stream, 1)).Select(m => m.Change));
    }

    [Fact]
    public async Task Where_the_browser_was_wins_over_where_the_page_began()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(10);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 2), lastEventId: "7");
        Assert.Equal([8, 9, 10], (await LiveMessage.TakeAsync(stream, 3)).Select(m => m.Seq));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("1e1")]
    [InlineData("5, 6")]
    [InlineData("99999999999999999999")]
    public async Task What_is_no_number_is_passed_over(string lastEventId)
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(10);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 8), lastEventId);
        Assert.Equal([9, 10], (await LiveMessage.TakeAsync(stream, 2)).Select(m => m.Seq));
    }

    [Fact]
    public async Task A_stream_without_a_number_brings_only_what_is_new()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(3);
        await using var stream = await group.Leader.StreamAsync($"/live?c={group.Room}");
        await Eventually.TrueAsync(() => stream.Comments > 0, Soon, "the stream must say that nothing is missing");
        await group.FillAsync(1);
        Assert.Equal([4], (await LiveMessage.TakeAsync(stream, 1)).Select(m => m.Seq));
    }

    [Fact]
    public async Task A_comment_follows_what_was_missed_and_says_that_nothing_is_missing_now()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(3);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());
        await LiveMessage.TakeAsync(stream, 3);
        await Eventually.TrueAsync(() => stream.Comments == 1, Soon, "one comment must follow the three messages");
    }

    [Fact]
    public async Task Words_with_any_line_separator_arrive_as_they_were_typed()
    {
        // SSE ends lines at CR and LF only; U+2028, U+0085 and others are letters to it.
        var group = await site.NewGroupAsync();
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());
        const string typed = "one\u2028two\u2029three\ttabbed\n\n  indented: id: 9";
        await group.Site.SqlAsync("""
            WITH next AS (UPDATE conversations SET last_seq = last_seq + 1, message_count = message_count + 1 WHERE id = $1 RETURNING last_seq, message_count)
            INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text) SELECT $1, last_seq, last_seq, message_count, $2, $3 FROM next
            """, group.Room, group.Leader.UserId, typed);
        Assert.Equal(typed, (await LiveMessage.TakeAsync(stream, 1))[0].Text);
    }
}
