using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>To anyone who may not see a thing it does not exist: the same status, bytes and headers as for nothing at all.</summary>
public sealed class ClosedDoorTests(ClosedDoorTests.Site site) : IClassFixture<ClosedDoorTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    [Fact]
    public async Task A_visitor_finds_nothing()
    {
        var group = await site.NewGroupAsync(isHidden: true);
        using var visitor = site.NewPhone();
        await FindsNothingAsync(visitor, group);
    }

    [Fact]
    public async Task A_member_of_another_group_finds_nothing()
    {
        var group = await site.NewGroupAsync(isHidden: true);
        using var stranger = await (await site.NewGroupAsync()).JoinAsync("Tom");
        await FindsNothingAsync(stranger, group);
    }

    [Fact]
    public async Task A_leader_of_another_group_finds_nothing()
    {
        var group = await site.NewGroupAsync(isHidden: true);
        await FindsNothingAsync((await site.NewGroupAsync()).Leader, group);
    }

    [Fact]
    public async Task A_guest_in_the_lobby_finds_the_card_and_nothing_behind_it()
    {
        var group = await site.NewGroupAsync(isHidden: true, needsApproval: true);
        using var guest = site.NewPhone();
        using var joined = await guest.PostAsync($"/j/{group.Code}", ("firstName", "Gus"));
        Assert.Equal(HttpStatusCode.OK, await guest.StatusAsync(group.Path));
        await FindsNothingAsync(guest, group, seesCard: true);
    }

    [Fact]
    public async Task A_removed_member_finds_nothing_any_more()
    {
        var group = await site.NewGroupAsync(isHidden: true);
        using var member = await group.JoinAsync("Ruth");
        using var removed = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{member.UserId}"));
        await FindsNothingAsync(member, group);
    }

    [Fact]
    public async Task A_deleted_group_is_gone_even_for_its_leader()
    {
        var group = await site.NewGroupAsync();
        await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", group.Id);
        await Eventually.TrueAsync(async () => await group.Leader.StatusAsync(group.Path) == HttpStatusCode.NotFound,
            TimeSpan.FromSeconds(2), "a deleted group must be gone");
        await FindsNothingAsync(group.Leader, group);
    }

    [Theory]
    [InlineData("/live?c=999999")]
    [InlineData("/live?c=abc")]
    [InlineData("/live?c=-1")]
    [InlineData("/live?c=99999999999999999999")]
    [InlineData("/live?g=no-such-group")]
    [InlineData("/live?g=No%20Such%27Group")]
    public async Task A_stream_of_what_does_not_exist_is_not_found(string path)
    {
        var group = await site.NewGroupAsync();
        Assert.Equal(HttpStatusCode.NotFound, await group.Leader.StatusAsync(path));
    }

    [Fact]
    public async Task One_closed_door_closes_the_whole_stream()
    {
        var (mine, theirs) = (await site.NewGroupAsync(), await site.NewGroupAsync());
        Assert.Equal(HttpStatusCode.NotFound, await mine.Leader.StatusAsync($"/live?c={mine.Room}&g={theirs.Slug}"));
        Assert.Equal(HttpStatusCode.NotFound, await mine.Leader.StatusAsync($"/live?c={theirs.Room}&g={mine.Slug}"));
    }

    [Fact]
    public async Task A_group_is_no_key_to_another_groups_removal()
    {
        var (mine, theirs) = (await site.NewGroupAsync(), await site.NewGroupAsync());
        using var member = await theirs.JoinAsync("Ruth");
        using var removed = await mine.Leader.PostAsync($"{theirs.Path}/admin/members?handler=Remove", ("member", $"{member.UserId}"));
        using var crossed = await mine.Leader.PostAsync($"{mine.Path}/admin/members?handler=Remove", ("member", $"{member.UserId}"));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (removed.StatusCode, crossed.StatusCode));
        Assert.Equal(HttpStatusCode.OK, await member.StatusAsync(theirs.Path));
    }

    private static async Task FindsNothingAsync(Phone phone, TestGroup group, bool seesCard = false)
    {
        var nothing = await AnswerAsync(await phone.GetAsync("/nothing/here"));
        var nothingPosted = await AnswerAsync(await phone.PostAsync("/g/no-such-group/chat", ("text", "x")));
        Assert.StartsWith("404", nothing, StringComparison.Ordinal);
        Assert.DoesNotContain(group.Slug, nothing, StringComparison.Ordinal);

        Assert.Equal(nothing, await AnswerAsync(await phone.GetAsync($"{group.Path}/chat")));
        Assert.Equal(nothingPosted, await AnswerAsync(await phone.PostAsync($"{group.Path}/chat", ("text", "let me in"))));
        Assert.Equal(nothingPosted, await AnswerAsync(await phone.PostHtmxAsync($"{group.Path}/chat", ("text", "let me in"))));
        Assert.Equal(nothing, await AnswerAsync(await phone.GetAsync($"{group.Path}/admin/members")));
        if (!seesCard)
            Assert.Equal(nothing, await AnswerAsync(await phone.GetAsync(group.Path)));
        // The stream's answers are never compressed, so they are compared with the stream of nothing.
        var noStream = await AnswerAsync(await phone.GetAsync("/live?c=999999"));
        Assert.Equal(nothing.Split("\n\n", 2)[1], noStream.Split("\n\n", 2)[1]);
        Assert.Equal(noStream, await AnswerAsync(await phone.GetAsync($"/live?c={group.Room}")));
        Assert.Equal(noStream, await AnswerAsync(await phone.GetAsync($"/live?g={group.Slug}")));
        Assert.DoesNotContain("let me in", (await group.MessagesAsync()).Select(m => m.Text));
    }

    /// <summary>Everything an answer tells: status, headers without the time of day, an empty line, the body.</summary>
    private static async Task<string> AnswerAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var headers = response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Date")
                .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}").Order(StringComparer.Ordinal);
            return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n\n{await response.Content.ReadAsStringAsync()}";
        }
    }
}
