using System.Text.Json;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>A plain new message travels with its news (docs/decisions/0040): nobody reads it, and it is drawn as if somebody had.</summary>
public sealed class ToldWordsTests(ToldWordsTests.Site site) : IClassFixture<ToldWordsTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("plain")]
    [InlineData("\"quoted\" \\ back, {curly}: [1,2] t:1:2 c:3:4:5")]
    [InlineData("two\nlines and https://example.org/a?b=c&d=e")]
    [InlineData("<script>alert('&')</script>")]
    [InlineData("Grüße 你好 שלום 👩‍👩‍👧 é́")]
    public async Task It_comes_live_as_it_stands_on_the_page(string text)
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await using var stream = await ann.StreamAsync(group.ChatStream());
        Assert.Contains(await site.ToldByAsync(() => group.Leader.SayAsync(group, text)), IsWords);

        var live = (await LiveMessage.TakeAsync(stream, 1))[0].Item;
        var onPage = (await ann.PageAsync($"{group.Path}/chat")).GetElementById(live.Id!)!;
        Assert.Equal(onPage.OuterHtml, live.OuterHtml);
    }

    [Theory]
    [InlineData("@Ann comes along")]
    [InlineData("ann@example.org")]
    [InlineData("四千", 2_000)]
    public async Task What_names_somebody_or_is_too_long_is_read(string text, int times = 1)
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await using var stream = await ann.StreamAsync(group.ChatStream());
        var whole = string.Concat(Enumerable.Repeat(text, times));
        Assert.DoesNotContain(await site.ToldByAsync(() => group.Leader.SayAsync(group, whole)), IsWords);
        Assert.Equal(whole, (await LiveMessage.TakeAsync(stream, 1))[0].Text);
    }

    [Fact]
    public async Task A_change_is_told_without_words()
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, "first");
        Assert.DoesNotContain(await site.ToldByAsync(() => group.ChangeAsync(1, "text = 'second', edited_at = now()")), IsWords);
        Assert.DoesNotContain(await site.ToldByAsync(() => group.ChangeAsync(1, "text = '', deleted_at = now()")), IsWords);
    }

    [Fact]
    public async Task Words_that_follow_on_what_the_room_has_are_not_read()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(3);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 3));
        await IsCaughtUpAsync(stream);
        await TellAsync(Words(group, 4, "in the news only"), $"c:{group.Room}:4:4");
        var told = (await LiveMessage.TakeAsync(stream, 1))[0];
        Assert.Equal((4, "in the news only"), (told.Change, told.Text));
    }

    [Fact]
    public async Task Words_with_a_gap_before_them_or_behind_them_wait_for_what_is_read()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(3);
        await using var stream = await group.Leader.StreamAsync(group.ChatStream(after: 3));
        await IsCaughtUpAsync(stream);
        // As when 4 was never heard of, and as when 4 was taken back by 5 before anybody heard of it.
        await TellAsync(Words(group, 5, "after a gap"), $"c:{group.Room}:5:5");
        await TellAsync(Words(group, 4, "taken back"), $"c:{group.Room}:5:4");
        await group.FillAsync(1);
        var told = (await LiveMessage.TakeAsync(stream, 1))[0];
        Assert.Equal(4, told.Change);
        Assert.DoesNotContain("taken", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_message_of_ours_is_passed_over()
    {
        var group = await site.NewGroupAsync();
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());
        await IsCaughtUpAsync(stream);
        foreach (var payload in new[] { "t:", "t:1", "t:1:2", "t:1:2:", "t:x:1:[]", "t:1:1:{}", "t:1:1:[]", "t:1:1:[null]", $"t:{group.Room}:1:[1,2,3,4,5,6,7]",
            $"t:{group.Room}:1:[1,\"A\",\"\",null,null,1e400,\"x\"]", $"t:{group.Room}:99999999999999999999:[1,\"A\",\"\",null,null,1,\"x\"]",
            $"t:{group.Room}:1:[1,\"A\",\"\",null,null,9000000000000000000,\"x\"]" })
            await TellAsync(payload, $"c:{group.Room}:1:1");
        await group.Leader.SayAsync(group, "still here");
        Assert.Equal("still here", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
    }

    private static bool IsWords(string payload) => payload.StartsWith("t:", StringComparison.Ordinal);

    private static string Words(TestGroup group, long seq, string text) =>
        $"t:{group.Room}:{seq}:{JsonSerializer.Serialize(new object?[] { group.Leader.UserId, "Ruth", "", null, null, 1_700_000_000_000_000, text })}";

    // In one transaction, as a trigger does.
    private Task TellAsync(params string[] payloads) => site.SqlAsync("SELECT pg_notify('live', told) FROM unnest($1) AS told", (object)payloads);

    // The room is open and has read what there is: a look at it once more is not under way.
    private static async Task IsCaughtUpAsync(EventStream stream)
    {
        await Eventually.TrueAsync(() => stream.Comments > 0, Soon, "the stream must say that nothing is missing");
        await Task.Delay(100);
    }
}
