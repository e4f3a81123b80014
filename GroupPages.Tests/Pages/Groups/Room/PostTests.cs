using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.Room;

/// <summary>POST /g/{slug}/chat.</summary>
public sealed class PostTests(PostTests.Site site) : IClassFixture<PostTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    public static TheoryData<string, string> Good { get; } = new()
    {
        { "a", "a" }, { "  a  ", "a" }, { "one\ntwo\tthree", "one\ntwo\tthree" }, { "one\r\ntwo\rthree", "one\ntwo\nthree" },
        { new string('x', 4_000), new string('x', 4_000) },
        { string.Concat(Enumerable.Repeat("🎉", 4_000)), string.Concat(Enumerable.Repeat("🎉", 4_000)) },
        { "שלום <b>&amp;</b>", "שלום <b>&amp;</b>" }, { "a\uFFFE", "a\uFFFE" },
    };

    public static TheoryData<string> Bad { get; } = new("", "  \n ", "\u200B", new string('x', 4_001), string.Concat(Enumerable.Repeat("🎉", 4_001)), "a\u0001b", "bell\u0007");

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_message_of_up_to_4000_characters_is_kept_as_typed(string typed, string kept)
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.PostAsync($"{group.Path}/chat", ("text", typed));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal($"{group.Path}/chat", response.Headers.Location!.OriginalString);
        Assert.Equal(kept, await site.SqlAsync<string>("SELECT text FROM messages WHERE conversation_id = $1", group.Room));
        Assert.Equal(kept, (await group.Leader.PageAsync($"{group.Path}/chat")).QuerySelector($"#m-{group.Room}-1 .bubble")!.TextContent);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_cannot_stand_is_told_with_the_text_still_there(string typed)
    {
        var group = await site.NewGroupAsync();
        using var response = await group.Leader.PostAsync($"{group.Path}/chat", ("text", typed), ("key", "mine"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await Phone.HtmlAsync(response);
        Assert.NotEmpty(page.QuerySelector("#text-error")!.TextContent);
        Assert.Equal("true", page.QuerySelector("#text")!.GetAttribute("aria-invalid"));
        Assert.Equal("mine", page.QuerySelector("[name=key]")!.GetAttribute("value"));
        if (!string.IsNullOrWhiteSpace(typed)) Assert.Equal(typed, page.QuerySelector("textarea")!.TextContent);
        using var asked = await group.Leader.PostHtmxAsync($"{group.Path}/chat", ("text", typed));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
        Assert.DoesNotContain("<", await asked.Content.ReadAsStringAsync());
        Assert.Equal(0, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
    }

    [Fact]
    public async Task Htmx_gets_204_with_the_element_the_message_will_be()
    {
        var group = await site.NewGroupAsync();
        for (var seq = 1; seq <= 2; seq++)
        {
            using var response = await group.Leader.PostHtmxAsync($"{group.Path}/chat", ("text", "Hello"));
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Assert.Equal($"m-{group.Room}-{seq}", Assert.Single(response.Headers.GetValues("Message-Id")));
        }
    }

    [Fact]
    public async Task Twenty_sends_of_one_key_at_once_are_one_message()
    {
        var group = await site.NewGroupAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => group.Leader.PostHtmxAsync($"{group.Path}/chat", ("text", "Once"), ("key", "k"))));
        Assert.All(answers.Select(answer => answer.StatusCode), status => Assert.Equal(HttpStatusCode.NoContent, status));
        Assert.Equal($"m-{group.Room}-1", Assert.Single(answers.Select(answer => answer.Headers.GetValues("Message-Id").Single()).Distinct()));
        Assert.Equal(1, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
        Assert.Equal(1, await site.SqlAsync<long>("SELECT last_seq FROM conversations WHERE id = $1", group.Room));
    }

    [Fact]
    public async Task The_same_key_of_two_people_is_two_messages_and_no_key_posts_each_time()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        foreach (var phone in new[] { group.Leader, ruth }) await phone.PostAsync($"{group.Path}/chat", ("text", "Hi"), ("key", "k"));
        await ruth.SayAsync(group, "Hi");
        await ruth.SayAsync(group, "Hi");
        Assert.Equal(4, await site.CountAsync("messages WHERE conversation_id = $1", group.Room));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_burst_of_30_one_is_asked_to_wait_and_the_text_is_not_lost(bool isHtmx)
    {
        var group = await site.NewGroupAsync();
        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 200 && refused is null; i += 20)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => isHtmx
                ? group.Leader.PostHtmxAsync($"{group.Path}/chat", ("text", "Again and again"))
                : group.Leader.PostAsync($"{group.Path}/chat", ("text", "Again and again"))));
            statuses.AddRange(answers.Select(answer => answer.StatusCode));
            refused = answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        }
        Assert.NotNull(refused);
        Assert.InRange(statuses.Count(status => (int)status < 400), 30, 60);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
        if (!isHtmx) Assert.Equal("Again and again", (await Phone.HtmlAsync(refused)).QuerySelector("textarea")!.TextContent);
        using var other = await group.JoinAsync("Ruth");
        await other.SayAsync(group, "I am not slowed");
    }
}
