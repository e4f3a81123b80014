using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>"@Ann" in a message, and the list of whom one could name.</summary>
public sealed class MentionTests(MentionTests.Site site) : IClassFixture<MentionTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Theory]
    [InlineData("@Ann come here", "Ann")]
    [InlineData("come, @ann!", "ann")]
    [InlineData("(@Ann Moore) and @Ann", "Ann Moore")]
    [InlineData("@Ann\nMoore", "Ann")]
    [InlineData("@Ann Moor", "Ann")]
    [InlineData("<b>@Ann</b>", "Ann")]
    [InlineData("https://example.org/@Ann and @Ann", "Ann")]
    [InlineData("ann@example.org me@Ann", null)]
    [InlineData("@Anna @Ann1 @Ann\u0300 @ Ann", null)]
    [InlineData("@Tom and @@@", null)]
    [InlineData("@Gus waits", null)]
    public async Task A_name_that_is_one_persons_is_marked_and_kept(string text, string? marked)
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann", lastName: "Moore");
        await group.AddAsync("Tom", lastName: "Reed");
        await group.AddAsync("Tom", lastName: "Hill");
        await group.AddAsync("Gus", role: 1);
        await group.Leader.SayAsync(group, text);
        var bubble = (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector($"#m-{group.Room}-1 .bubble p")!;
        Assert.Equal(text, bubble.TextContent);
        var mentions = bubble.QuerySelectorAll(".mention");
        Assert.Equal(marked is null ? [] : [("@" + marked, $"{ann}")], mentions.Select(mention => (mention.TextContent, mention.GetAttribute("data-user")!)));
        Assert.Equal(mentions.Length + bubble.QuerySelectorAll("a").Length, bubble.QuerySelectorAll("*").Length);
        Assert.Equal(marked is null ? 0 : 1, await site.CountAsync("mentions WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task Of_two_of_one_name_the_whole_name_tells_which()
    {
        var group = await site.NewGroupAsync();
        await group.AddAsync("Tom", lastName: "Reed");
        var hill = await group.AddAsync("Tom", lastName: "Hill");
        await group.Leader.SayAsync(group, "@Tom Hill, not @Tom");
        Assert.Equal(hill, await site.SqlAsync<long>("SELECT user_id FROM mentions WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task A_name_stays_marked_when_the_person_is_called_otherwise_and_goes_with_the_text()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await group.Leader.SayAsync(group, "Thanks @Ann");
        using var renamed = await ann.PostAsync("/me", ("firstName", "Ruth"), ("lastName", ""));
        Assert.Equal("@Ann", (await ann.PageAsync($"{group.Path}/chat")).QuerySelector(".mention")!.TextContent);
        await site.SqlAsync("UPDATE messages SET deleted_at = now() WHERE conversation_id = $1", group.Room);
        Assert.Null((await ann.PageAsync($"{group.Path}/chat")).QuerySelector(".mention"));
    }

    [Fact]
    public async Task An_edit_names_anew_on_page_and_stream()
    {
        var group = await site.NewGroupAsync();
        long ann = await group.AddAsync("Ann"), bea = await group.AddAsync("Bea");
        await group.Leader.SayAsync(group, "For @Ann");
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());
        await LiveMessage.TakeAsync(stream, 1);
        foreach (var (text, named) in new[] { ("For @Bea", new[] { bea }), ("For @Bea and @Ann", [bea, ann]), ("For nobody", []), ("@Ann after all", [ann]) })
        {
            using var edited = await group.Leader.PostHtmxAsync($"/chat/{group.Room}/1/edit", ("text", text));
            Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);
            var sent = Assert.Single(await LiveMessage.TakeAsync(stream, 1)).Item;
            Assert.Equal(named.Select(user => $"{user}"), sent.QuerySelectorAll(".mention").Select(mention => mention.GetAttribute("data-user")));
            Assert.Equal(named.Length, await site.CountAsync("mentions WHERE conversation_id = $1", group.Room));
            Assert.Equal((await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector(".bubble p")!.InnerHtml, sent.QuerySelector(".bubble p")!.InnerHtml);
        }
    }

    [Fact]
    public async Task The_stream_marks_a_name_as_the_page_does()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await using var stream = await ann.StreamAsync(group.ChatStream());
        await group.Leader.SayAsync(group, "For @Ann");
        var sent = Assert.Single(await LiveMessage.TakeAsync(stream, 1)).Item.QuerySelector(".bubble p")!;
        Assert.Equal((await ann.PageAsync($"{group.Path}/chat")).QuerySelector(".bubble p")!.InnerHtml, sent.InnerHtml);
        Assert.Equal($"{ann.UserId}", sent.QuerySelector(".mention")!.GetAttribute("data-user"));
    }

    [Fact]
    public async Task Whoever_left_meanwhile_is_not_named()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        await group.Leader.SayAsync(group, "@Ann is known to the program");
        await site.SqlAsync("DELETE FROM participants WHERE user_id = $1", ann);
        await group.Leader.SayAsync(group, "@Ann has left");
        Assert.Equal(1, await site.CountAsync("mentions WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task A_text_of_nothing_but_signs_names_nobody()
    {
        var group = await site.NewGroupAsync();
        await group.Leader.SayAsync(group, new string('@', 4_000));
        Assert.Equal(0, await site.CountAsync("mentions WHERE conversation_id = $1", group.Room));
    }

    [Theory]
    [InlineData("an", "Ann Moore", "Ánn-Lea ")]
    [InlineData("moo", "Ann Moore")]
    [InlineData("ann moo", "Ann Moore")]
    [InlineData("tom", "Tom Hill", "Tom Reed")]
    [InlineData("gus")]
    [InlineData("%")]
    [InlineData("lea")]
    public async Task Whom_one_could_name_is_asked_for_by_the_beginning_of_a_name(string asked, params string[] names)
    {
        var group = await site.NewGroupAsync();
        foreach (var (first, last) in new[] { ("Ann", "Moore"), ("Ánn-Lea", ""), ("Tom", "Reed"), ("Tom", "Hill") })
            await group.AddAsync(first, lastName: last);
        await group.AddAsync("Gus", role: 1);
        var found = await group.Leader.PageAsync($"/chat/{group.Room}/people?q={Uri.EscapeDataString(asked)}");
        Assert.Equal(names, found.QuerySelectorAll("[role=option] .name").Select(name => name.TextContent));
        // What is put into the text is the shortest that names exactly this one.
        Assert.Equal(names.Select(name => name.StartsWith("Tom", StringComparison.Ordinal) ? name : name.Split(' ')[0]),
            found.QuerySelectorAll("[role=option]").Select(option => option.GetAttribute("data-name")!));
        Assert.Null(found.QuerySelector("main"));
    }

    [Fact]
    public async Task In_a_direct_conversation_only_its_people_are_found()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var tom = await group.JoinAsync("Tom");
        var direct = await site.SqlAsync<long>("INSERT INTO conversations (kind) VALUES ('direct') RETURNING id");
        await site.SqlAsync("INSERT INTO participants (conversation_id, user_id) SELECT $1, unnest($2)", direct, new[] { group.Leader.UserId, ann.UserId });
        var found = await group.Leader.PageAsync($"/chat/{direct}/people");
        Assert.Equal([$"mention-{ann.UserId}"], found.QuerySelectorAll("[role=option]").Select(option => option.Id!));
        Assert.Equal(HttpStatusCode.NotFound, await tom.StatusAsync($"/chat/{direct}/people"));
        Assert.Equal(HttpStatusCode.NotFound, await tom.StatusAsync("/chat/999999999/people"));
    }
}
