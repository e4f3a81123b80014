using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using GroupPages.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>An open people page sees who comes, changes and goes.</summary>
public sealed class PeopleStreamTests(PeopleStreamTests.Site site) : IClassFixture<PeopleStreamTests.Site>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public HeldStreams Held { get; } = new();

        protected override Task<AppInProcess> StartAppAsync() =>
            AppInProcess.StartAsync(Cluster, Database, services => services.AddSingleton<IStartupFilter>(Held));
    }

    [Fact]
    public async Task Whoever_joins_is_renamed_or_removed_shows_on_open_pages()
    {
        var group = await site.NewGroupAsync();
        await using var stream = await OpenAsync(group);
        using var ruth = await group.JoinAsync("Ruth");
        var card = await NextAsync(stream);
        Assert.Equal($"member-{ruth.UserId}", card.Id);
        Assert.Contains("Ruth", card.QuerySelector(".name")!.TextContent, StringComparison.Ordinal);

        using var renamed = await ruth.PostAsync("/me", ("firstName", "Ruth-Anne"), ("lastName", "O'Neill"));
        card = await NextAsync(stream);
        Assert.Equal($"member-{ruth.UserId}", card.Id);
        Assert.Contains("Ruth-Anne O'Neill", card.QuerySelector(".name")!.TextContent, StringComparison.Ordinal);

        using var removed = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{ruth.UserId}"));
        card = await NextAsync(stream);
        Assert.Equal($"member-{ruth.UserId}", card.Id);
        Assert.True(card.HasAttribute("data-left"));
        Assert.DoesNotContain("Ruth", card.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_joins_by_my_code_is_told_to_me_as_met_and_to_nobody_else()
    {
        var group = await site.NewGroupAsync();
        using var other = await group.JoinAsync("Otto");
        await using var mine = await OpenAsync(group);
        await using var theirs = await other.StreamAsync($"/live?g={group.Slug}");
        using var ruth = site.NewPhone();
        using var joined = await ruth.PostAsync($"/j/{await group.NewPersonalCodeAsync(group.Leader.UserId)}", ("firstName", "Ruth"));
        await NextAsync(mine);
        Assert.Equal("marks", (await mine.NextAsync(Soon))?.Name);
        await NextAsync(theirs);
        Assert.Null(await QuietAsync(theirs));
    }

    [Fact]
    public async Task A_guest_shows_only_once_a_leader_let_them_in()
    {
        var group = await site.NewGroupAsync(needsApproval: true);
        await using var stream = await OpenAsync(group);
        using var waiting = site.NewPhone();
        using var joined = await waiting.PostAsync($"/j/{group.Code}", ("firstName", "Gus"));
        var guest = await site.SqlAsync<long>("SELECT user_id FROM memberships WHERE group_id = $1 AND role_id = 1", group.Id);
        await site.SqlAsync("UPDATE memberships SET role_id = 2 WHERE group_id = $1 AND user_id = $2", group.Id, guest);
        Assert.Equal($"member-{guest}", (await NextAsync(stream)).Id);
        Assert.Null(await QuietAsync(stream));
    }

    [Fact]
    public async Task Pages_of_another_group_are_told_nothing()
    {
        var (here, there) = (await site.NewGroupAsync(), await site.NewGroupAsync());
        await using var hereStream = await OpenAsync(here);
        await using var thereStream = await OpenAsync(there);
        using var ruth = await here.JoinAsync("Ruth");
        await NextAsync(hereStream);
        using var tom = await there.JoinAsync("Tom");
        Assert.Equal($"member-{tom.UserId}", (await NextAsync(thereStream)).Id);
        Assert.Null(await QuietAsync(hereStream));
    }

    [Fact]
    public async Task A_chat_alone_is_told_nothing_of_people()
    {
        var group = await site.NewGroupAsync();
        await using var stream = await group.Leader.StreamAsync(group.ChatStream());
        using var ruth = await group.JoinAsync("Ruth");
        await ruth.SayAsync(group, "hello");
        Assert.Equal("hello", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
    }

    [Fact]
    public async Task Who_joined_between_the_page_and_its_stream_comes_with_the_stream()
    {
        var group = await site.NewGroupAsync();
        var at = await MadeAtAsync(group);
        using var ruth = await group.JoinAsync("Ruth");
        await using var stream = await OpenAsync(group, $"&at={at}");
        Assert.Equal($"member-{ruth.UserId}", (await NextAsync(stream)).Id);
    }

    [Fact]
    public async Task Who_was_renamed_or_removed_between_the_page_and_its_stream_shows_so()
    {
        var group = await site.NewGroupAsync();
        using var ruth = await group.JoinAsync("Ruth");
        using var tom = await group.JoinAsync("Tom");
        var at = await MadeAtAsync(group);
        using var renamed = await ruth.PostAsync("/me", ("firstName", "Ruthie"));
        using var removed = await group.Leader.PostAsync($"{group.Path}/admin/members?handler=Remove", ("member", $"{tom.UserId}"));
        await using var stream = await OpenAsync(group, $"&at={at}");
        var told = new[] { await NextAsync(stream), await NextAsync(stream) }.ToDictionary(card => card.Id!);
        Assert.Contains("Ruthie", told[$"member-{ruth.UserId}"].TextContent, StringComparison.Ordinal);
        Assert.True(told[$"member-{tom.UserId}"].HasAttribute("data-left"));
    }

    [Fact]
    public async Task A_page_that_another_process_made_is_told_of_newcomers_by_the_time()
    {
        var group = await site.NewGroupAsync();
        var at = (await MadeAtAsync(group)).Split('-')[0];
        using var ruth = await group.JoinAsync("Ruth");
        await using var stream = await OpenAsync(group, $"&at={at}-00000000-1");
        await HearsOfAsync(stream, ruth);
    }

    [Fact]
    public async Task A_crowd_that_comes_in_at_once_is_told_of_to_the_last_one()
    {
        var group = await site.NewGroupAsync();
        await using var stream = await OpenAsync(group);
        var phones = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => group.JoinAsync($"Guest {n}")));
        var missing = phones.Select(phone => $"member-{phone.UserId}").ToHashSet();
        while (missing.Count > 0)
            missing.Remove((await NextAsync(stream)).Id!);
        foreach (var phone in phones)
            phone.Dispose();
    }

    [Fact]
    public async Task Who_joins_while_the_stream_is_being_opened_is_not_missed()
    {
        var group = await site.NewGroupAsync();
        // A neighbour's open page keeps the group's news going on while this one is on its way in.
        await using var neighbour = await OpenAsync(group);
        var at = await MadeAtAsync(group);
        var opening = OpenAsync(group, $"&at={at}&hold=1");
        await site.Held.Reached;
        using var ruth = await group.JoinAsync("Ruth");
        await HearsOfAsync(neighbour, ruth);
        site.Held.Release();
        await using var stream = await opening;
        await HearsOfAsync(stream, ruth);
    }

    private static async Task<string> MadeAtAsync(TestGroup group) =>
        (await group.Leader.PageAsync(group.Path)).QuerySelector("[data-at]")!.GetAttribute("data-at")!;

    private static async Task<EventStream> OpenAsync(TestGroup group, string more = "")
    {
        var stream = await group.Leader.StreamAsync($"/live?g={group.Slug}{more}");
        Assert.True(stream.IsEventStream);
        return stream;
    }

    /// <summary>Those who made the group may be told of as newcomers first, each once.</summary>
    private static async Task HearsOfAsync(EventStream stream, Phone newcomer)
    {
        var cards = new HashSet<string?>();
        while (cards.Add((await NextAsync(stream)).Id) && !cards.Contains($"member-{newcomer.UserId}")) { }
        Assert.Contains($"member-{newcomer.UserId}", cards);
    }

    private static async Task<IElement> NextAsync(EventStream stream)
    {
        var told = await stream.NextAsync(Soon);
        Assert.Equal(("people", null), (told?.Name, told?.Id));
        return Assert.Single(new HtmlParser().ParseDocument("<ol>" + told!.Data + "</ol>").QuerySelector("ol")!.Children);
    }

    // Long enough for a turn that brings something it should not.
    private static async Task<ServerEvent?> QuietAsync(EventStream stream)
    {
        try
        {
            return await stream.NextAsync(TimeSpan.FromMilliseconds(300));
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
