using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Pages.Groups.People;

/// <summary>"I met them": a mark of one's own on another member.</summary>
public sealed class MetTests(MetTests.Site site) : IClassFixture<MetTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    [Fact]
    public async Task A_mark_is_set_and_taken_back_without_script()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        using var set = await group.Leader.PostAsync($"{group.Path}/people/{ann}/met", ("met", "on"));
        Assert.Equal(HttpStatusCode.SeeOther, set.StatusCode);
        Assert.StartsWith(group.Path, set.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("true", await PressedAsync(group, ann));
        Assert.Equal(1, await MarksAsync(group, ann));
        Assert.Equal(0, await site.CountAsync("met_marks WHERE user_id = $1", ann));
        using var again = await group.Leader.PostAsync($"{group.Path}/people/{ann}/met", ("met", "on"));
        Assert.Equal(1, await MarksAsync(group, ann));
        using var unset = await group.Leader.PostAsync($"{group.Path}/people/{ann}/met", ("met", "off"));
        Assert.Equal("false", await PressedAsync(group, ann));
        Assert.Equal(0, await MarksAsync(group, ann));
    }

    [Fact]
    public async Task By_htmx_the_answer_is_the_card_as_the_page_shows_it()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        using var response = await group.Leader.PostHtmxAsync($"{group.Path}/people/{ann}/met", ("met", "on"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var card = Assert.Single((await Phone.HtmlAsync(response)).Body!.Children);
        Assert.True(card.Equals((await group.Leader.PageAsync(group.Path)).QuerySelector($"#member-{ann}")!), card.OuterHtml);
    }

    [Fact]
    public async Task From_a_persons_page_one_comes_back_to_it()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        var path = $"{group.Path}/people/{ann}";
        using var response = await group.Leader.PostAsync($"{path}/met", ("met", "on"), ("from", "person"));
        Assert.Equal(path, response.Headers.Location!.OriginalString);
        Assert.Equal("true", (await group.Leader.PageAsync(path)).QuerySelector("button[aria-pressed]")!.GetAttribute("aria-pressed"));
    }

    [Fact]
    public async Task My_own_card_has_no_button()
    {
        var group = await site.NewGroupAsync();
        var card = (await group.Leader.PageAsync(group.Path)).QuerySelector($"#member-{group.Leader.UserId}")!;
        Assert.Null(card.QuerySelector("button"));
        Assert.Contains("You", card.TextContent);
    }

    [Fact]
    public async Task Myself_a_stranger_and_a_guest_cannot_be_met()
    {
        var group = await site.NewGroupAsync();
        long guest = await group.AddAsync("Gus", role: 1), stranger = await (await site.NewGroupAsync()).AddAsync("Boaz");
        var before = await site.StateAsync();
        foreach (var id in new[] { $"{group.Leader.UserId}", $"{guest}", $"{stranger}", "0", "-1", "9223372036854775807", "9223372036854775808", "x" })
        {
            foreach (var met in new[] { "on", "off" })
            {
                using var response = await group.Leader.PostAsync($"{group.Path}/people/{id}/met", ("met", met));
                Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            }
        }
        Assert.Equal(before, await site.StateAsync());
    }

    [Fact]
    public async Task Many_taps_at_once_are_one_mark()
    {
        var group = await site.NewGroupAsync();
        var ann = await group.AddAsync("Ann");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => group.Leader.PostAsync($"{group.Path}/people/{ann}/met", ("met", "on"))));
        Assert.All(answers.Select(answer => answer.StatusCode), status => Assert.Equal(HttpStatusCode.SeeOther, status));
        Assert.Equal(1, await MarksAsync(group, ann));
    }

    private static async Task<string?> PressedAsync(TestGroup group, long person) =>
        (await group.Leader.PageAsync(group.Path)).QuerySelector($"#member-{person} button")!.GetAttribute("aria-pressed");

    private Task<long> MarksAsync(TestGroup group, long person) =>
        site.CountAsync("met_marks WHERE user_id = $1 AND other_id = $2", group.Leader.UserId, person);
}
