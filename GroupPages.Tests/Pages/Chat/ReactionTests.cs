using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>POST /chat/{conversationId}/{seq}/react.</summary>
public sealed class ReactionTests(ReactionTests.Site site) : IClassFixture<ReactionTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_reaction_comes_and_goes_and_says_whose_it_is()
    {
        var (group, ruth, path) = await site.SaidAsync("Cake in the kitchen");
        await group.Leader.DoesAsync($"{path}/react", ("emoji", "🎂"));
        await ruth.DoesAsync($"{path}/react", ("emoji", "❤"));
        await ruth.DoesAsync($"{path}/react", ("emoji", "🎂"));
        var pills = (await ruth.PageAsync($"{group.Path}/chat")).QuerySelectorAll($"#m-{group.Room}-1 .reactions button");
        Assert.Equal(["🎂 2", "❤️ 1"], pills.Select(pill => pill.TextContent));
        Assert.Equal("Lea and Ruth", pills[0].GetAttribute("title"));
        Assert.Equal($"{group.Leader.UserId} {ruth.UserId}", pills[0].GetAttribute("data-reactors"));
        Assert.All(pills, pill => Assert.Equal("true", pill.GetAttribute("aria-pressed")));
        Assert.Equal("false", (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelectorAll(".reactions button")[1].GetAttribute("aria-pressed"));
        await ruth.DoesAsync($"{path}/react", ("emoji", "🎂"));
        await ruth.DoesAsync($"{path}/react", ("emoji", "❤️"));
        Assert.Equal("🎂 1", Assert.Single((await ruth.PageAsync(path)).QuerySelectorAll(".reactions button")).TextContent);
        Assert.Equal(6, await group.LastSeqAsync());
    }

    [Fact]
    public async Task Said_on_or_off_a_reaction_is_once_however_often_it_is_sent()
    {
        var (group, ruth, path) = await site.SaidAsync("Cake in the kitchen");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ruth.DoesAsync($"{path}/react", ("emoji", "🎂"), ("on", "1"))));
        Assert.Equal(1, await site.CountAsync("reactions WHERE conversation_id = $1", group.Room));
        for (var twice = 0; twice < 2; twice++) await ruth.DoesAsync($"{path}/react", ("emoji", "🎂"), ("on", "0"));
        Assert.Equal(0, await site.CountAsync("reactions WHERE conversation_id = $1", group.Room));
        var last = await group.LastSeqAsync();
        await ruth.DoesAsync($"{path}/react", ("emoji", "🎂"), ("on", "0"));
        Assert.Equal(last, await group.LastSeqAsync());
    }

    [Fact]
    public async Task A_message_takes_twenty_different_emoji_and_more_of_the_same()
    {
        var (group, ruth, path) = await site.SaidAsync("Fruit?");
        for (var i = 0; i < 20; i++) await ruth.DoesAsync($"{path}/react", ("emoji", char.ConvertFromUtf32(0x1F347 + i)));
        using var surplus = await ruth.PostHtmxAsync($"{path}/react", ("emoji", "👍"));
        Assert.Equal(HttpStatusCode.Conflict, surplus.StatusCode);
        Assert.Contains("20 different", await surplus.Content.ReadAsStringAsync());
        await group.Leader.DoesAsync($"{path}/react", ("emoji", "🍇"));
        Assert.Equal(22, await group.LastSeqAsync());
    }

    [Theory]
    [InlineData("nice")]
    [InlineData("👍👍")]
    [InlineData("")]
    public async Task What_is_not_one_emoji_is_refused_with_words(string typed)
    {
        var (_, ruth, path) = await site.SaidAsync("Hello");
        using var response = await ruth.PostAsync($"{path}/react", ("emoji", typed));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("Please choose one emoji.", (await Phone.HtmlAsync(response)).QuerySelector("#emoji-error")!.TextContent);
    }

    [Theory]
    [InlineData("👨🏻‍👩🏼‍👧🏽‍👦🏿")]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("#️⃣")]
    public async Task Every_emoji_the_program_takes_the_database_takes(string emoji)
    {
        var (group, ruth, path) = await site.SaidAsync("Hello");
        await ruth.DoesAsync($"{path}/react", ("emoji", emoji));
        Assert.Equal(emoji, await site.SqlAsync<string>("SELECT emoji FROM reactions WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task Two_hundred_changes_in_a_breath_are_asked_to_wait()
    {
        var (_, ruth, path) = await site.SaidAsync("Hello");
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ruth.PostHtmxAsync($"{path}/react", ("emoji", "👍"), ("on", $"{i % 2}"))));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToArray();
        Assert.InRange(refused.Length, 100, 140);
        Assert.Equal(TimeSpan.FromSeconds(1), refused[0].Headers.RetryAfter!.Delta);
    }
}
