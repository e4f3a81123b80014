using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>GET and POST /chat/{conversation}.</summary>
public sealed class DirectTests(DirectTests.Site site) : IClassFixture<DirectTests.Site>
{
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Two_people_write_to_each_other_and_nobody_else_sees_it()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var ben = await group.JoinAsync("Ben");
        using var admin = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        var id = await ann.StartAsync(ben.UserId);
        await using var stream = await ben.StreamAsync($"/live?c={id}&after=0");
        await ann.WriteAsync(id, "Between us");
        Assert.Equal("Between us", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
        var page = await ben.PageAsync($"/chat/{id}");
        Assert.Equal(("Ann", $"{id}", "1"), (page.QuerySelector(".top .group")!.TextContent, page.QuerySelector(".messages")!.GetAttribute("data-conversation"), page.QuerySelector(".messages")!.GetAttribute("data-seq")));
        foreach (var stranger in new[] { group.Leader, admin, site.NewPhone() })
        {
            Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync($"/chat/{id}"));
            Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync($"/live?c={id}"));
            foreach (var handler in new[] { "", "?handler=Leave", "?handler=Rename" })
            {
                using var answer = await stranger.PostAsync($"/chat/{id}{handler}", ("text", "Let me in"), ("name", "Mine"));
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task A_rooms_number_leads_to_the_rooms_page_and_takes_messages_for_it()
    {
        var group = await site.NewGroupAsync();
        using var seen = await group.Leader.GetAsync($"/chat/{group.Room}?at=3");
        Assert.Equal((HttpStatusCode.Redirect, $"{group.Path}/chat?at=3"), (seen.StatusCode, seen.Headers.Location!.OriginalString));
        using var posted = await group.Leader.PostAsync($"/chat/{group.Room}", ("text", "Hello"));
        Assert.Equal((HttpStatusCode.SeeOther, $"{group.Path}/chat"), (posted.StatusCode, posted.Headers.Location!.OriginalString));
        using var empty = await group.Leader.PostAsync($"/chat/{group.Room}", ("text", " "), ("key", "k"));
        Assert.Equal((HttpStatusCode.TemporaryRedirect, $"{group.Path}/chat"), (empty.StatusCode, empty.Headers.Location!.OriginalString));
        using var words = await group.Leader.PostHtmxAsync($"/chat/{group.Room}", ("text", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, words.StatusCode);
        Assert.Equal("The message is empty.", await words.Content.ReadAsStringAsync());
        foreach (var handler in new[] { "Leave", "Rename" })
        {
            using var refused = await group.Leader.PostAsync($"/chat/{group.Room}?handler={handler}", ("name", "Mine"));
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    [Theory]
    [InlineData("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)")]
    [InlineData("INSERT INTO blocks (user_id, other_id) VALUES ($2, $1)")]
    [InlineData("DELETE FROM memberships WHERE user_id = $1 AND $2 > 0")]
    [InlineData("UPDATE memberships SET role_id = 1 WHERE user_id = $2 AND $1 > 0")]
    [InlineData("UPDATE users SET deleted_at = now() WHERE id = $2 AND $1 > 0")]
    [InlineData("UPDATE participants SET left_at = now() WHERE user_id = $2 AND $1 > 0")]
    [InlineData("UPDATE groups SET deleted_at = now() WHERE id IN (SELECT group_id FROM memberships WHERE user_id IN ($1, $2))")]
    public async Task Who_may_no_longer_write_is_told_so_with_the_text_still_there(string change)
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var ben = await group.AddAsync("Ben");
        var id = await ann.StartAsync(ben);
        await ann.WriteAsync(id, "Before");
        await site.SqlAsync(change, ann.UserId, ben);
        using var answer = await ann.PostAsync($"/chat/{id}", ("text", "After"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Phone.HtmlAsync(answer);
        Assert.Equal(("After", "You can no longer write to each other."), (page.QuerySelector("textarea")!.TextContent, page.QuerySelector("#text-error")!.TextContent));
        Assert.Contains("Before", page.Body!.TextContent);
        Assert.Null((await ann.PageAsync($"/chat/{id}")).QuerySelector("textarea"));
        Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1", id));
    }

    [Fact]
    public async Task A_newcomer_sends_links_and_photos_to_one_person_once_they_have_answered()
    {
        const string Link = "Look: https://example.org/a";
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var ben = await group.JoinAsync("Ben");
        var id = await ann.StartAsync(ben.UserId);
        await ann.WriteAsync(id, "Hello");
        using (var link = await ann.PostAsync($"/chat/{id}", ("text", Link)))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, link.StatusCode);
            var page = await Phone.HtmlAsync(link);
            Assert.Equal((Link, true), (page.QuerySelector("textarea")!.TextContent, page.QuerySelector("#text-error")!.TextContent.Contains("once you have an answer")));
        }
        // Before it is developed: these bytes are no photo.
        using (var photo = await ann.PostPhotosAsync($"/chat/{id}", "", [("a.jpg", [1, 2, 3])], isHtmx: true))
            Assert.Contains("once you have an answer", await photo.Content.ReadAsStringAsync());
        using (var edit = await ann.PostAsync($"/chat/{id}/1/edit", ("text", Link)))
            Assert.Equal(HttpStatusCode.Conflict, edit.StatusCode);
        // Who leads is nobody's stranger.
        await group.Leader.WriteAsync(await group.Leader.StartAsync(ben.UserId), Link);
        await ben.WriteAsync(id, "Hello Ann");
        await ann.WriteAsync(id, Link);
        using (var edit = await ann.PostAsync($"/chat/{id}/1/edit", ("text", Link)))
            Assert.Equal(HttpStatusCode.SeeOther, edit.StatusCode);
    }

    [Theory]
    [InlineData("UPDATE memberships SET joined_at = now() - interval '25 hours' WHERE user_id = $1")]
    [InlineData("UPDATE groups SET newcomers_share = true WHERE id IN (SELECT group_id FROM memberships WHERE user_id = $1)")]
    [InlineData("UPDATE users SET is_site_admin = true WHERE id = $1")]
    public async Task Who_is_new_no_longer_or_trusted_sends_links_at_once(string change)
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var id = await ann.StartAsync(await group.AddAsync("Ben"));
        await site.SqlAsync(change, ann.UserId);
        await ann.WriteAsync(id, "https://example.org/a");
    }

    [Fact]
    public async Task Who_was_blocked_says_nothing_by_an_edit_or_an_emoji_and_may_still_take_back_their_own()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var ben = await group.AddAsync("Ben");
        var id = await ann.StartAsync(ben);
        await ann.WriteAsync(id, "Before");
        using (await ann.PostHtmxAsync($"/chat/{id}/1/react", ("emoji", "👍"))) { }
        await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($2, $1)", ann.UserId, ben);
        foreach (var (action, field, value) in new[] { ("edit", "text", "After"), ("react", "emoji", "😂") })
        {
            using var answer = await ann.PostHtmxAsync($"/chat/{id}/1/{action}", (field, value));
            Assert.Equal((HttpStatusCode.Conflict, "You can no longer write to each other."), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
        Assert.Equal("Before", await site.SqlAsync<string>("SELECT text FROM messages WHERE conversation_id = $1", id));
        foreach (var (action, field, value) in new[] { ("edit", "text", "Before"), ("react", "emoji", "👍"), ("delete", "", "") })
        {
            using var answer = await ann.PostHtmxAsync($"/chat/{id}/1/{action}", (field, value));
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }
        Assert.Equal(0, await site.CountAsync("reactions WHERE conversation_id = $1", id));
    }

    [Fact]
    public async Task Who_leaves_loses_the_stream_and_the_page_and_finds_it_again_by_starting_anew()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var ben = await group.JoinAsync("Ben");
        var id = await ann.StartAsync(ben.UserId);
        await ben.WriteAsync(id, "Hello");
        await using var leaving = await ann.StreamAsync($"/live?c={id}&after=1");
        await using var staying = await ben.StreamAsync($"/live?c={id}&after=1");
        using var left = await ann.PostAsync($"/chat/{id}?handler=Leave");
        Assert.Equal((HttpStatusCode.SeeOther, "/chat"), (left.StatusCode, left.Headers.Location!.OriginalString));
        Assert.Equal("bye", (await leaving.NextAsync(TwoSeconds))?.Name);
        Assert.Equal(HttpStatusCode.NotFound, await ann.StatusAsync($"/chat/{id}"));
        using var refused = await ben.PostHtmxAsync($"/chat/{id}", ("text", "Where are you?"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(id, await ben.StartAsync(ann.UserId));
        await ben.WriteAsync(id, "Are you back?");
        Assert.Equal(["Hello", "Are you back?"], (await ann.PageAsync($"/chat/{id}")).QuerySelectorAll(".bubble").Select(bubble => bubble.TextContent));
    }

    [Fact]
    public async Task Who_is_taken_out_loses_the_stream_within_two_seconds()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var id = await group.Leader.StartAsync(ann.UserId, await group.AddAsync("Ben"));
        await using var stream = await ann.StreamAsync($"/live?c={id}&after=0");
        await site.SqlAsync("DELETE FROM participants WHERE conversation_id = $1 AND user_id = $2", id, ann.UserId);
        Assert.Equal("bye", (await stream.NextAsync(TwoSeconds))?.Name);
        Assert.Equal(HttpStatusCode.NotFound, await ann.StatusAsync($"/chat/{id}"));
        using var answer = await ann.PostAsync($"/chat/{id}", ("text", "Still here"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Three_or_more_may_give_it_a_name_and_two_may_not()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        var id = await group.Leader.StartAsync(ann.UserId, await group.AddAsync("Ben"));
        Assert.Equal("Lea, Ben", (await ann.PageAsync($"/chat/{id}")).QuerySelector(".top .group")!.TextContent);
        using var renamed = await ann.PostAsync($"/chat/{id}?handler=Rename", ("name", " The Band "));
        Assert.Equal(HttpStatusCode.SeeOther, renamed.StatusCode);
        Assert.Equal("The Band", (await group.Leader.PageAsync($"/chat/{id}")).QuerySelector(".top .group")!.TextContent);
        using var tooLong = await ann.PostAsync($"/chat/{id}?handler=Rename", ("name", new string('x', 81)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);
        var page = await Phone.HtmlAsync(tooLong);
        Assert.Equal((new string('x', 81), true), (page.QuerySelector("#name")!.GetAttribute("value"), page.QuerySelector("#name-error")!.TextContent.Length > 0));
        using var two = await ann.PostAsync($"/chat/{await ann.StartAsync(group.Leader.UserId)}?handler=Rename", ("name", "Us"));
        Assert.Equal(HttpStatusCode.NotFound, two.StatusCode);
    }

    [Fact]
    public async Task The_place_around_a_number_leads_on_and_back_to_the_latest()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(120);
        var page = await group.Leader.PageAsync($"{group.Path}/chat?at=60");
        var numbers = page.QuerySelectorAll("li[data-seq]").Select(item => long.Parse(item.GetAttribute("data-seq")!, null)).ToList();
        Assert.Equal(Enumerable.Range(35, 50).Select(n => (long)n), numbers);
        Assert.Null(page.QuerySelector("textarea"));
        Assert.Contains(page.QuerySelectorAll("a"), link => link.GetAttribute("href") == $"{group.Path}/chat" && link.TextContent == "Back to the latest");
        Assert.Equal($"{group.Path}/chat?before=35", page.QuerySelector(".older a")!.GetAttribute("href"));
        // Near the end it is the latest page, with the field to write in.
        Assert.NotNull((await group.Leader.PageAsync($"{group.Path}/chat?at=110")).QuerySelector("textarea"));
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync($"{group.Path}/chat?at=99999999999"));
    }
}
