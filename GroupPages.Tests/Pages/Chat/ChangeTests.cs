using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>POST /chat/{conversationId}/{seq}/edit, delete, hide and unhide.</summary>
public sealed class ChangeTests(ChangeTests.Site site) : IClassFixture<ChangeTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task An_edit_is_a_numbered_change_and_what_was_said_before_is_kept()
    {
        var (group, ruth, path) = await site.SaidAsync("First");
        using var response = await ruth.PostAsync($"{path}/edit", ("text", "  Second\r\nline "));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal($"{group.Path}/chat?at=1#m-{group.Room}-1", response.Headers.Location!.OriginalString);
        Assert.Equal([new MessageRow(1, 2, "Second\nline")], await group.MessagesAsync());
        Assert.Equal("First", await site.SqlAsync<string>("SELECT text FROM message_versions WHERE conversation_id = $1 AND seq = 1 AND changed_seq = 2", group.Room));
        Assert.Equal(1, await MessageCountAsync(group));
        var message = (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector($"#m-{group.Room}-1")!;
        Assert.Equal("Second\nline", message.QuerySelector(".bubble")!.TextContent);
        Assert.Equal("edited", message.QuerySelector(".note")!.TextContent);
    }

    [Fact]
    public async Task The_same_words_again_are_no_change()
    {
        var (group, ruth, path) = await site.SaidAsync("First");
        await ruth.DoesAsync($"{path}/edit", ("text", "First"));
        await ruth.DoesAsync($"{path}/edit", ("text", "Second"));
        await ruth.DoesAsync($"{path}/edit", ("text", "Second"));
        Assert.Equal([new MessageRow(1, 2, "Second")], await group.MessagesAsync());
        Assert.Equal(2, await group.LastSeqAsync());
    }

    [Fact]
    public async Task Twenty_edits_at_once_take_twenty_numbers_and_lose_no_words()
    {
        var (group, ruth, path) = await site.SaidAsync("0");
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => ruth.DoesAsync($"{path}/edit", ("text", $"{i}"))));
        Assert.Equal(21, await group.LastSeqAsync());
        Assert.Equal(21, (await group.MessagesAsync())[0].ChangedSeq);
        Assert.Equal(Enumerable.Range(0, 21).Select(i => $"{i}").Order(), (await site.SqlAsync<string[]>(
            "SELECT array_agg(text) FROM (SELECT text FROM message_versions WHERE conversation_id = $1 UNION ALL SELECT text FROM messages WHERE conversation_id = $1) t", group.Room)).Order());
    }

    [Fact]
    public async Task After_a_day_a_message_stays_as_it_is()
    {
        var (group, ruth, path) = await site.SaidAsync("First");
        await site.SqlAsync("UPDATE messages SET created_at = now() - interval '24 hours 1 second' WHERE conversation_id = $1", group.Room);
        Assert.Null((await ruth.PageAsync(path)).QuerySelector("form[action$=edit]"));
        using var response = await ruth.PostAsync($"{path}/edit", ("text", "Too late"));
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var words = (await Phone.HtmlAsync(response)).QuerySelector("[role=alert]")!.TextContent;
        Assert.Contains("for a day", words);
        Assert.Contains("Too late", words);
        Assert.Equal(1, await group.LastSeqAsync());
    }

    [Theory]
    [InlineData("muted_until = now() + interval '1 hour'", "Other words", false)]
    [InlineData("muted_until = now() - interval '1 hour'", "Other words", true)]
    [InlineData("joined_at = now()", "Buy at https://example.org now", false)]
    [InlineData("joined_at = now()", "Other words", true)]
    [InlineData("joined_at = now() - interval '2 days'", "Buy at https://example.org now", true)]
    [InlineData("muted_until = now() + interval '1 hour', role_id = 3", "Other words", true)]
    public async Task What_the_rooms_rules_keep_out_an_edit_does_not_bring_in(string membership, string text, bool isTaken)
    {
        var (group, ruth, path) = await site.SaidAsync("First");
        await site.SqlAsync($"UPDATE memberships SET {membership} WHERE group_id = $1 AND user_id = $2", group.Id, ruth.UserId);
        using var response = await ruth.PostHtmxAsync($"{path}/edit", ("text", text));
        Assert.Equal(isTaken ? HttpStatusCode.NoContent : HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(isTaken ? text : "First", (await group.MessagesAsync())[0].Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\u0007")]
    public async Task What_cannot_stand_is_told_with_the_text_still_there(string typed)
    {
        var (group, ruth, path) = await site.SaidAsync("First");
        using var response = await ruth.PostAsync($"{path}/edit", ("text", typed));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.NotEmpty(page.QuerySelector("#text-error")!.TextContent);
        Assert.Equal("true", page.QuerySelector("#text")!.GetAttribute("aria-invalid"));
        Assert.Equal(string.IsNullOrWhiteSpace(typed) ? "" : typed, page.QuerySelector("#text")!.TextContent);
        using var asked = await ruth.PostHtmxAsync($"{path}/edit", ("text", typed));
        Assert.DoesNotContain("<", await asked.Content.ReadAsStringAsync());
        // Nobody learns from it whose message it is.
        using var other = await group.Leader.PostAsync($"{path}/edit", ("text", typed));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_deleted_message_keeps_its_place_and_loses_its_words_and_reactions()
    {
        var (group, ruth, path) = await site.SaidAsync("Regretted");
        await group.Leader.DoesAsync($"{path}/react", ("emoji", "👍"));
        await ruth.DoesAsync($"{path}/delete");
        await ruth.DoesAsync($"{path}/delete");
        Assert.Equal([new MessageRow(1, 3, "")], await group.MessagesAsync());
        Assert.Equal(3, await group.LastSeqAsync());
        Assert.Equal(0, await site.CountAsync("reactions WHERE conversation_id = $1", group.Room));
        Assert.Equal("Regretted", await site.SqlAsync<string>("SELECT text FROM message_versions WHERE conversation_id = $1", group.Room));
        foreach (var (action, fields) in new[] { ("edit", ("text", "Back")), ("react", ("emoji", "👍")) })
        {
            using var response = await ruth.PostHtmxAsync($"{path}/{action}", fields);
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
            Assert.Contains("deleted or hidden", await response.Content.ReadAsStringAsync());
        }
        using var hidden = await group.Leader.PostAsync($"{path}/hide", ("reason", "why not"));
        Assert.Equal(HttpStatusCode.Conflict, hidden.StatusCode);
        Assert.Equal(3, await group.LastSeqAsync());
    }

    [Fact]
    public async Task An_edit_and_a_deletion_at_once_never_bring_words_back()
    {
        var (group, ruth, _) = await site.SaidAsync("0");
        for (var i = 2; i < 22; i++)
        {
            var seq = await site.WriteAsync(group.Room, ruth.UserId, "Regretted");
            var path = $"/chat/{group.Room}/{seq}";
            var answers = await Task.WhenAll(ruth.PostHtmxAsync($"{path}/edit", ("text", "Again")), ruth.PostHtmxAsync($"{path}/delete"), group.Leader.PostHtmxAsync($"{path}/react", ("emoji", "👍")));
            Assert.Equal(HttpStatusCode.NoContent, answers[1].StatusCode);
            Assert.Equal("", await site.SqlAsync<string>("SELECT text FROM messages WHERE conversation_id = $1 AND seq = $2", group.Room, seq));
            Assert.Equal(await group.LastSeqAsync(), await site.SqlAsync<long>("SELECT max(changed_seq) FROM messages WHERE conversation_id = $1", group.Room));
        }
    }

    [Fact]
    public async Task A_leader_hides_a_message_for_a_reason_sees_what_it_was_and_shows_it_again()
    {
        var (group, ruth, path) = await site.SaidAsync("Rude words");
        await ruth.DoesAsync($"{path}/react", ("emoji", "😂"));
        using var empty = await group.Leader.PostAsync($"{path}/hide", ("reason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        for (var twice = 0; twice < 2; twice++) await group.Leader.DoesAsync($"{path}/hide", ("reason", "Not kind"));
        Assert.Equal(3, await group.LastSeqAsync());
        foreach (var phone in new[] { ruth, group.Leader })
        {
            var chat = (await phone.PageAsync($"{group.Path}/chat")).Body!.InnerHtml;
            Assert.Contains("Hidden by a leader", chat);
            Assert.DoesNotContain("Rude words", chat);
            Assert.DoesNotContain("😂", (await phone.PageAsync(path)).QuerySelector(".messages")!.InnerHtml);
        }
        Assert.DoesNotContain("Rude words", (await ruth.PageAsync(path)).DocumentElement.OuterHtml);
        var page = (await group.Leader.PageAsync(path)).QuerySelector("form[action$=unhide]")!.TextContent;
        Assert.Contains("Hidden by Lea", page);
        Assert.Contains("Not kind", page);
        Assert.Contains("Rude words", page);
        using var edit = await ruth.PostHtmxAsync($"{path}/edit", ("text", "Nicer"));
        Assert.Equal(HttpStatusCode.Conflict, edit.StatusCode);

        await group.Leader.DoesAsync($"{path}/unhide");
        var message = (await ruth.PageAsync($"{group.Path}/chat")).QuerySelector($"#m-{group.Room}-1")!;
        Assert.Equal("Rude words", message.QuerySelector(".bubble")!.TextContent);
        Assert.Equal("😂 1", message.QuerySelector(".reactions button")!.TextContent);
        Assert.Equal(["message-hidden Not kind", "message-shown "], await site.SqlAsync<string[]>(
            "SELECT array_agg(action || ' ' || (details->>'reason') ORDER BY id) FROM audit_log WHERE group_id = $1 AND actor_id = $2 AND user_id = $3 AND details->>'seq' = '1'",
            group.Id, group.Leader.UserId, ruth.UserId));
    }

    private Task<long> MessageCountAsync(TestGroup group) => site.SqlAsync<long>("SELECT message_count FROM conversations WHERE id = $1", group.Room);
}
