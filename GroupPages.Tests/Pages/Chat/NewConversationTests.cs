using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

/// <summary>GET and POST /chat/new.</summary>
public sealed class NewConversationTests(NewConversationTests.Site site) : IClassFixture<NewConversationTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task Two_people_who_start_at_the_same_moment_find_one_conversation()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        using var ben = await group.JoinAsync("Ben");
        var started = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? ann.StartAsync(ben.UserId) : ben.StartAsync(ann.UserId)));
        Assert.Single(started.Distinct());
        Assert.Equal(2, await site.CountAsync("participants WHERE conversation_id = $1", started[0]));
    }

    [Fact]
    public async Task A_larger_one_of_one_key_is_made_once_and_without_a_key_each_time()
    {
        var group = await site.NewGroupAsync();
        long[] others = [await group.AddAsync("Ann"), await group.AddAsync("Ben")];
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => group.Leader.StartAsync(others, [("key", "k"), ("name", "Band")])));
        Assert.Single(answers.Select(answer => answer.Conversation()).Distinct());
        Assert.NotEqual(await group.Leader.StartAsync(others), await group.Leader.StartAsync(others));
        Assert.Equal(3, await site.CountAsync("participants WHERE conversation_id = $1", answers[0].Conversation()));
    }

    [Fact]
    public async Task The_first_message_goes_along()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        using var started = await group.Leader.StartAsync([ann], [("text", "Hello Ann"), ("key", "k")]);
        using var again = await group.Leader.StartAsync([ann], [("text", "Hello Ann"), ("key", "k")]);
        using var phone = await site.PhoneOfAsync(ann);
        var page = await phone.PageAsync($"/chat/{started.Conversation()}");
        Assert.Equal(["Hello Ann"], page.QuerySelectorAll(".message .bubble").Select(bubble => bubble.TextContent));
    }

    [Fact]
    public async Task Whom_I_share_no_group_with_I_cannot_write_to()
    {
        var (group, other) = (await site.NewGroupAsync(), await site.NewGroupAsync());
        var guest = await group.AddAsync("Gus", role: 1);
        var gone = await group.AddAsync("Gone");
        await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", gone);
        var ann = await group.AddAsync("Ann");
        foreach (var others in new long[][] { [other.Leader.UserId], [guest], [gone], [group.Leader.UserId], [999_999_999], [ann, other.Leader.UserId], [-1] })
        {
            using var answer = await group.Leader.StartAsync(others, [("text", "Hello"), ("name", "Us")]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            var page = await Phone.HtmlAsync(answer);
            Assert.Contains("share a group", page.QuerySelector("#people-error")!.TextContent);
            Assert.Equal(("Hello", "Us"), (page.QuerySelector("textarea")!.TextContent, page.QuerySelector("#name")!.GetAttribute("value")));
            Assert.Equal(others.Contains(ann) ? [$"{ann}"] : [], page.QuerySelectorAll("[name=people][checked]").Select(box => box.GetAttribute("value")));
            Assert.DoesNotContain("Gone", page.Body!.TextContent);
        }
        Assert.Equal(0, await site.CountAsync("conversations WHERE kind = 'direct' AND made_by = $1", group.Leader.UserId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_block_either_way_keeps_two_apart_without_saying_who(bool isMine)
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        await site.SqlAsync("INSERT INTO blocks (user_id, other_id) VALUES ($1, $2)", isMine ? group.Leader.UserId : ann, isMine ? ann : group.Leader.UserId);
        using var answer = await group.Leader.StartAsync([ann], []);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.DoesNotContain("block", (await Phone.HtmlAsync(answer)).Body!.TextContent);
        Assert.DoesNotContain("Ann", (await group.Leader.PageAsync("/chat/new")).QuerySelector("main")!.TextContent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public async Task Nobody_and_more_than_fourteen_are_refused_in_words(int count)
    {
        var group = await site.NewGroupAsync();
        var others = new List<long>();
        for (var i = 0; i < count; i++) others.Add(await group.AddAsync($"P{i}"));
        using var answer = await group.Leader.StartAsync([.. others], []);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotEmpty((await Phone.HtmlAsync(answer)).QuerySelector("#people-error")!.TextContent);
        if (count == 0) return;
        Assert.NotEqual(0, await group.Leader.StartAsync([.. others[1..]]));
    }

    [Fact]
    public async Task People_are_found_by_a_part_of_their_name_and_those_chosen_stay_chosen()
    {
        var group = await site.NewGroupAsync();
        var (ann, zoe) = (await group.AddAsync("Ann", lastName: "Moore"), await group.AddAsync("Zoë", lastName: "100%"));
        await group.AddAsync("Ben");
        Assert.Equal(["Ann Moore", "Ben", "Zoë 100%"], await NamesAsync(group, ""));
        Assert.Equal(["Zoë 100%"], await NamesAsync(group, "?q=ZOE"));
        Assert.Equal(["Zoë 100%"], await NamesAsync(group, "?q=0%25"));
        Assert.Equal([], await NamesAsync(group, "?q=_"));
        Assert.Equal(["Zoë 100%", "Ann Moore"], await NamesAsync(group, $"?q=moo&people={zoe}"));
        var page = await group.Leader.PageAsync($"/chat/new?with={ann}");
        Assert.Equal([$"{ann}"], page.QuerySelectorAll("[name=people][checked]").Select(box => box.GetAttribute("value")));
    }

    [Fact]
    public async Task Looking_for_people_keeps_what_was_typed_and_puts_none_of_it_into_an_address()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        using var found = await group.Leader.PostAsync("/chat/new?handler=Find", ("q", "an"), ("people", $"{ann}"), ("name", "Choir"), ("text", "Between us"));
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        var page = await Phone.HtmlAsync(found);
        Assert.Equal(("Choir", "Between us"), (page.QuerySelector("#name")!.GetAttribute("value"), page.QuerySelector("textarea")!.TextContent));
        Assert.DoesNotContain(page.QuerySelectorAll("[formmethod]"), button => button.GetAttribute("formmethod") == "get");
        Assert.Equal(0, await site.CountAsync("messages WHERE author_id = $1", group.Leader.UserId));
    }

    [Fact]
    public async Task A_persons_page_leads_to_the_conversation_in_one_tap()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        var page = await group.Leader.PageAsync($"{group.Path}/people/{ann}");
        var form = page.QuerySelector("form[action='/chat/new']")!;
        using var answer = await group.Leader.PostAsync("/chat/new", ("people", form.QuerySelector("[name=people]")!.GetAttribute("value")!));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await group.Leader.StatusAsync(answer.Headers.Location!.OriginalString));
    }

    private static async Task<IEnumerable<string>> NamesAsync(TestGroup group, string query) =>
        (await group.Leader.PageAsync($"/chat/new{query}")).QuerySelectorAll("#people li .name")
            .Select(name => string.Join(' ', name.QuerySelectorAll(":scope > b, :scope > span:not(.preview)").Select(part => part.TextContent)).Trim());
}
