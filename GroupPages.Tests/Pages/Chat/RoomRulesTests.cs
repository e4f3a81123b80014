using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>Who may write in a room now: leaders only, slow mode, muted members, somebody's first day.</summary>
public sealed class RoomRulesTests(RoomRulesTests.Site site) : IClassFixture<RoomRulesTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private const string Link = "Look: https://example.org/a";

    [Fact]
    public async Task Where_only_leaders_write_a_member_is_told_so_and_keeps_the_text()
    {
        var (group, ruth) = await MakeAsync("room_writers = 'leaders'");
        using var answer = await ruth.PostAsync($"{group.Path}/chat", ("text", "May I?"), ("key", "k"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var page = await Phone.HtmlAsync(answer);
        Assert.Contains("Only leaders write here", page.QuerySelector("#text-error")!.TextContent);
        Assert.Equal("May I?", page.QuerySelector("textarea")!.TextContent);
        await Eventually.TrueAsync(async () => (await ruth.PageAsync($"{group.Path}/chat")).QuerySelector("textarea") is null,
            TimeSpan.FromSeconds(5), "no composer for whoever may not write");
        Assert.Contains("Only leaders write here", (await ruth.PageAsync($"{group.Path}/chat")).Body!.TextContent);
        await group.Leader.SayAsync(group, "I may");
        using var admin = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        await admin.SayAsync(group, "So may I");
        Assert.Equal(2, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task Where_only_leaders_write_a_member_changes_nothing_of_what_stands_there()
    {
        var (group, ruth) = await MakeAsync("room_writers = 'leaders'");
        var seq = await group.NewMessageAsync(ruth.UserId, "Before");
        var led = await group.NewMessageAsync(group.Leader.UserId, "Mine");
        using var answer = await ruth.PostAsync($"/chat/{group.Room}/{seq}/edit", ("text", "New words"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Only leaders write here", await answer.Content.ReadAsStringAsync());
        using var leader = await group.Leader.PostAsync($"/chat/{group.Room}/{led}/edit", ("text", "Mine, and better"));
        Assert.Equal(HttpStatusCode.SeeOther, leader.StatusCode);
        Assert.Equal("Before", await site.SqlAsync<string>("SELECT text FROM messages WHERE conversation_id = $1 AND seq = $2", group.Room, seq));
    }

    [Fact]
    public async Task Slow_mode_says_when_to_come_back_and_leaves_leaders_alone()
    {
        var (group, ruth) = await MakeAsync("room_pause = 40");
        await ruth.SayAsync(group, "One");
        using var answer = await ruth.PostHtmxAsync($"{group.Path}/chat", ("text", "Two"));
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 30, 40);
        Assert.StartsWith("Slow mode: again in ", await answer.Content.ReadAsStringAsync());
        await site.SqlAsync("UPDATE paces SET posted_at = posted_at - interval '41 seconds' WHERE user_id = $1", ruth.UserId);
        await ruth.SayAsync(group, "Two");
        foreach (var text in new[] { "a", "b", "c" }) await group.Leader.SayAsync(group, text);
    }

    [Fact]
    public async Task Slow_mode_is_said_before_anything_is_written_and_with_each_answer_as_it_is_then()
    {
        var (group, ruth) = await MakeAsync("room_pause = 30");
        const string Words = "Slow mode: one message every 30 seconds.";
        await SaysAsync(ruth, Words);
        Assert.Equal("", await PaceAsync(group.Leader));
        using var first = await ruth.PostHtmxAsync($"{group.Path}/chat", ("text", "One"));
        Assert.Equal(Words, first.Headers.GetValues("Room-Pace").Single());
        using var refused = await ruth.PostAsync($"{group.Path}/chat", ("text", "Two"));
        Assert.Equal(Words, (await Phone.HtmlAsync(refused)).QuerySelector("#pace")!.TextContent);

        using var set = await group.Leader.PostAsync($"{group.Path}/admin/chat", ("pause", "60"));
        await SaysAsync(ruth, "Slow mode: one message every minute.");
        using var off = await group.Leader.PostAsync($"{group.Path}/admin/chat", ("pause", "0"));
        await SaysAsync(ruth, "");
        using var last = await ruth.PostHtmxAsync($"{group.Path}/chat", ("text", "Two"));
        Assert.False(last.Headers.Contains("Room-Pace"));

        async Task<string> PaceAsync(Phone who) => (await who.PageAsync($"{group.Path}/chat")).QuerySelector("#pace")!.TextContent;
        Task SaysAsync(Phone who, string words) =>
            Eventually.TrueAsync(async () => await PaceAsync(who) == words, TimeSpan.FromSeconds(5), $"the room must say: {words}");
    }

    [Fact]
    public async Task Of_twenty_messages_at_once_slow_mode_takes_one_of_each_member()
    {
        var (group, ruth) = await MakeAsync("room_pause = 60");
        using var boaz = await group.JoinAsync("Boaz");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n =>
            (n % 2 == 0 ? ruth : boaz).PostHtmxAsync($"{group.Path}/chat", ("text", $"{n}"), ("key", $"{n}"))));
        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent));
        Assert.Equal(2, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
        Assert.Equal(2, await site.SqlAsync<long>("SELECT last_seq FROM conversations WHERE id = $1", group.Room));
    }

    [Fact]
    public async Task The_same_key_in_slow_mode_is_the_same_message_and_no_refusal()
    {
        var (group, ruth) = await MakeAsync("room_pause = 60");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ruth.PostHtmxAsync($"{group.Path}/chat", ("text", "Once"), ("key", "k"))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task A_muted_member_reads_but_does_not_write_until_it_is_over()
    {
        var (group, ruth) = await MakeAsync("room_pause = 0");
        await MuteAsync(group, ruth, "1 hour");
        using var answer = await ruth.PostHtmxAsync($"{group.Path}/chat", ("text", "But"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("be quiet until", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, await ruth.StatusAsync($"{group.Path}/chat"));
        await MuteAsync(group, ruth, "-1 second");
        await ruth.SayAsync(group, "Thank you");
    }

    [Fact]
    public async Task Once_a_mute_is_written_nothing_sent_after_it_arrives()
    {
        for (var i = 0; i < 5; i++)
        {
            var (group, ruth) = await MakeAsync("room_pause = 0");
            var crowd = Enumerable.Range(0, 10).Select(n => ruth.PostHtmxAsync($"{group.Path}/chat", ("text", $"{n}"))).ToArray();
            await MuteAsync(group, ruth, "1 hour");
            using var late = await ruth.PostHtmxAsync($"{group.Path}/chat", ("text", "late"));
            Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
            await Task.WhenAll(crowd);
            Assert.Equal(await site.SqlAsync<long>("SELECT last_seq FROM conversations WHERE id = $1", group.Room),
                await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
            Assert.Equal(0, await site.CountAsync("messages WHERE conversation_id = $1 AND text = 'late'", group.Room));
        }
    }

    [Theory]
    [InlineData(0, false, Link, HttpStatusCode.UnprocessableEntity)]
    [InlineData(0, false, "HTTP://EXAMPLE.ORG", HttpStatusCode.UnprocessableEntity)]
    [InlineData(0, false, "We meet at example dot org, see http: //", HttpStatusCode.NoContent)]
    [InlineData(0, true, Link, HttpStatusCode.NoContent)]
    [InlineData(2, false, Link, HttpStatusCode.NoContent)]
    public async Task A_newcomer_sends_no_links_unless_the_leaders_allow_it(int days, bool areAllowed, string text, HttpStatusCode expected)
    {
        var (group, ruth) = await MakeAsync($"newcomers_share = {areAllowed}");
        await site.SqlAsync("UPDATE memberships SET joined_at = now() - $3 * interval '1 day' WHERE group_id = $1 AND user_id = $2", group.Id, ruth.UserId, days);
        using var answer = await ruth.PostHtmxAsync($"{group.Path}/chat", ("text", text));
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.UnprocessableEntity) Assert.Contains("second day", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_newcomer_is_not_offered_what_would_be_refused()
    {
        var (group, ruth) = await MakeAsync("room_pause = 0");
        const string Field = "[name=photos]";
        Assert.NotNull((await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector(Field));
        Assert.Null((await ruth.PageAsync($"{group.Path}/chat")).QuerySelector(Field));
        using var sent = await ruth.PostPhotosAsync($"{group.Path}/chat", "", [("a.jpg", [1, 2, 3])], isHtmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("second day", await sent.Content.ReadAsStringAsync());
        await group.LetNewcomersShareAsync();
        await Eventually.TrueAsync(async () => (await ruth.PageAsync($"{group.Path}/chat")).QuerySelector(Field) is not null, TimeSpan.FromSeconds(5), "the field must come");
    }

    private async Task<(TestGroup Group, Phone Ruth)> MakeAsync(string rules)
    {
        var group = await site.NewGroupAsync();
        var ruth = await group.JoinAsync("Ruth");
        await site.SqlAsync($"UPDATE groups SET {rules} WHERE id = $1", group.Id);
        return (group, ruth);
    }

    private Task MuteAsync(TestGroup group, Phone who, string until) => site.SqlAsync(
        "UPDATE memberships SET muted_until = now() + $3::text::interval WHERE group_id = $1 AND user_id = $2", group.Id, who.UserId, until);
}
