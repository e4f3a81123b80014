using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>Blocks, mutes of one's own, words from leaders, and the room's rules as leaders set them.</summary>
public sealed class SafetyTests(SafetyTests.Site site) : IClassFixture<SafetyTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Whom_I_blocked_is_folded_on_my_page_alone_until_I_take_it_back()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var boaz = await group.JoinAsync("Boaz");
        await boaz.SayAsync(group, "Hello from Boaz");
        await group.Leader.SayAsync(group, "Hello from Lea");
        var before = await site.CountAsync("audit_log WHERE group_id = $1", group.Id);
        using (var answer = await ruth.PostAsync($"{group.Path}/people/{boaz.UserId}/block", ("on", "1")))
            Assert.Equal($"{group.Path}/people/{boaz.UserId}", answer.Headers.Location!.OriginalString);
        var page = await ruth.PageAsync($"{group.Path}/chat");
        Assert.Equal($"{boaz.UserId}", page.QuerySelector(".messages")!.GetAttribute("data-blocked"));
        Assert.Contains("somebody you blocked", Assert.Single(page.QuerySelectorAll(".folded")).QuerySelector(".fold")!.TextContent);
        Assert.Empty((await boaz.PageAsync($"{group.Path}/chat")).QuerySelectorAll(".folded"));
        Assert.Equal("", (await boaz.PageAsync($"{group.Path}/chat")).QuerySelector(".messages")!.GetAttribute("data-blocked"));
        Assert.Contains("Unblock", (await ruth.PageAsync($"{group.Path}/people/{boaz.UserId}")).Body!.TextContent);
        Assert.DoesNotContain("locked", (await boaz.PageAsync($"{group.Path}/people/{ruth.UserId}")).QuerySelector("main")!.TextContent);
        Assert.Contains("Boaz", (await ruth.PageAsync("/me/blocks")).QuerySelector(".rows")!.TextContent);
        Assert.Equal(before, await site.CountAsync("audit_log WHERE group_id = $1", group.Id));
        using (var answer = await ruth.PostAsync("/me/blocks", ("user", $"{boaz.UserId}"), ("on", "0")))
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Empty((await ruth.PageAsync($"{group.Path}/chat")).QuerySelectorAll(".folded"));
    }

    [Fact]
    public async Task A_block_made_elsewhere_reaches_this_process()
    {
        var group = await site.NewGroupAsync();
        using var boaz = await group.JoinAsync("Boaz");
        await group.Leader.PageAsync($"{group.Path}/chat");
        await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)", group.Leader.UserId, boaz.UserId);
        await Eventually.TrueAsync(async () => (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector(".messages")!.GetAttribute("data-blocked") == $"{boaz.UserId}",
            TimeSpan.FromSeconds(3), "the news drops what is known of blocks");
    }

    [Fact]
    public async Task Only_somebody_one_has_to_do_with_can_be_blocked_and_never_oneself()
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        foreach (var user in new[] { other.Leader.UserId, group.Leader.UserId, 999_999_999, 0 })
        {
            using var answer = await group.Leader.PostAsync("/me/blocks", ("user", $"{user}"));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        await site.NewDirectAsync(group.Leader.UserId, other.Leader.UserId);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => group.Leader.PostAsync("/me/blocks", ("user", $"{other.Leader.UserId}"))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Equal(1, await site.CountAsync("blocks WHERE user_id = $1", group.Leader.UserId));
    }

    [Fact]
    public async Task A_conversation_is_muted_for_its_reader_alone()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        foreach (var (level, muted, named) in new[] { ("nothing", true, false), ("nothing", true, false), ("mentions", false, true), ("everything", false, false) })
        {
            using var answer = await ruth.PostAsync($"/chat/{group.Room}/mute", ("level", level));
            Assert.Equal($"{group.Path}/chat", answer.Headers.Location!.OriginalString);
            Assert.Equal(muted, await site.SqlAsync<bool>("SELECT is_muted FROM participants WHERE conversation_id = $1 AND user_id = $2", group.Room, ruth.UserId));
            Assert.Equal(named, await site.SqlAsync<bool>("SELECT mentions_only FROM participants WHERE conversation_id = $1 AND user_id = $2", group.Room, ruth.UserId));
            Assert.Equal(level, (await ruth.PageAsync($"/chat/{group.Room}/mute")).QuerySelector("input[name=level][checked]")!.GetAttribute("value"));
        }
        foreach (var bad in new[] { "", "loud", "7" })
            using (var answer = await ruth.PostAsync($"/chat/{group.Room}/mute", ("level", bad)))
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, await site.CountAsync("participants WHERE is_muted AND conversation_id = $1", group.Room));
        var direct = await site.NewDirectAsync(ruth.UserId, group.Leader.UserId);
        using var mine = await ruth.PostAsync($"/chat/{direct}/mute", ("level", "nothing"));
        Assert.Equal($"/chat/{direct}", mine.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_word_from_leaders_stands_on_each_page_until_it_was_read_and_then_never_again()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        string[] pages = [group.Path, $"{group.Path}/chat", "/me"];
        foreach (var path in pages) Assert.Null((await ruth.PageAsync(path)).QuerySelector(".word"));
        var notice = await group.NewNoticeAsync(ruth.UserId, "Please be <kind>");
        await Eventually.TrueAsync(async () => (await ruth.PageAsync("/me")).QuerySelector(".word") is not null, TimeSpan.FromSeconds(3), "the news brings it");
        foreach (var path in pages) Assert.Contains("Please be <kind>", Assert.Single((await ruth.PageAsync(path)).QuerySelectorAll(".word")).TextContent);
        Assert.Null((await group.Leader.PageAsync(group.Path)).QuerySelector(".word"));
        Assert.Null((await ruth.PageAsync($"{group.Path}/code?poster=1")).QuerySelector(".word"));
        // Of several one at a time, and in a chat one line.
        var second = await group.NewNoticeAsync(ruth.UserId, "And on time");
        var chat = await ruth.PageAsync($"{group.Path}/chat");
        Assert.Equal("2 to read", Assert.Single(chat.QuerySelectorAll(".word details:not([open]) .badge")).TextContent);
        Assert.NotNull((await ruth.PageAsync("/me")).QuerySelector(".word details[open]"));
        await site.SqlAsync("UPDATE notices SET read_at = now() WHERE id = $1", second);
        using (var foreign = await group.Leader.PostAsync("/me/notices", ("notice", $"{notice}")))
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        for (var i = 0; i < 2; i++)
        {
            using var read = await ruth.PostAsync("/me/notices", ("notice", $"{notice}"), ("back", group.Path));
            Assert.Equal(group.Path, read.Headers.Location!.OriginalString);
        }
        foreach (var path in pages) Assert.Null((await ruth.PageAsync(path)).QuerySelector(".word"));
        Assert.Equal(1, await site.CountAsync("notices WHERE id = $1 AND read_at IS NOT NULL", notice));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/g/ünïcode")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("")]
    public async Task The_way_back_never_leads_out_of_the_site(string back)
    {
        var group = await site.NewGroupAsync();
        var notice = await group.NewNoticeAsync(group.Leader.UserId, "A word");
        using var answer = await group.Leader.PostAsync("/me/notices", ("notice", $"{notice}"), ("back", back));
        Assert.Equal("/me", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Leaders_set_the_rooms_rules_and_it_is_noted_once()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await group.Leader.PostAsync($"{group.Path}/admin/chat", ("writers", "leaders"), ("pause", "30"), ("newcomers", "1"));
            Assert.Equal($"{group.Path}/admin/chat?saved=1", answer.Headers.Location!.OriginalString);
        }
        Assert.Equal(1, await site.CountAsync("audit_log WHERE group_id = $1 AND action = 'room-rules' AND actor_id = $2", group.Id, group.Leader.UserId));
        Assert.Equal(1, await site.CountAsync("groups WHERE id = $1 AND room_writers = 'leaders' AND room_pause = 30 AND newcomers_share", group.Id));
        var page = await group.Leader.PageAsync($"{group.Path}/admin/chat");
        Assert.Equal("30", page.QuerySelector("option[selected]")!.GetAttribute("value"));
        Assert.NotNull(page.QuerySelector("[name=writers][value=leaders][checked]"));
        Assert.Null((await ruth.PageAsync($"{group.Path}/chat")).QuerySelector("textarea"));
        foreach (var bad in new[] { "-1", "3601", "x" })
        {
            using var answer = await group.Leader.PostAsync($"{group.Path}/admin/chat", ("pause", bad));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.NotEmpty((await Phone.HtmlAsync(answer)).QuerySelector("#pause-error")!.TextContent);
        }
    }
}
