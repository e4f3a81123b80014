using System.Globalization;
using AngleSharp.Html.Parser;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>What is unread, on all devices of a person: by streams, and by what pages show.</summary>
public sealed class UnreadTests(UnreadTests.Site site) : IClassFixture<UnreadTests.Site>
{
    private static readonly TimeSpan ThreeSeconds = TimeSpan.FromSeconds(3), Silence = TimeSpan.FromMilliseconds(1_600);

    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        public Task TerminateListenerAsync() => Cluster.TerminateListenersAsync(Database);

        public Task<AppProcess> StartAnotherAsync() => AppProcess.StartAsync(Cluster.Pooled(Database), Cluster.Direct(Database));
    }

    [Fact]
    public async Task A_message_counts_on_the_open_pages_of_who_does_not_read_it_and_not_for_its_author()
    {
        var (group, ann, ben, pair) = await MakeAsync();
        await using var people = await ben.StreamAsync($"/live?g={group.Slug}");
        await using var elsewhere = await ann.StreamAsync("/live");
        await Task.Delay(Silence);
        await ann.WriteAsync(pair, "One");
        Assert.Equal(1, await TotalAsync(people));
        await ann.WriteAsync(pair, "Two");
        await group.Leader.SayAsync(group, "Three");
        await TotalBecomesAsync(people, 3);
        Assert.Equal(1, await TotalAsync(elsewhere));
        Assert.Equal(0, await site.CountAsync("participants WHERE user_id = $1 AND conversation_id = $2 AND read_count <> 2", ann.UserId, pair));
    }

    [Fact]
    public async Task What_one_of_my_phones_reads_is_read_on_the_other_within_three_seconds()
    {
        var (group, ann, ben, pair) = await MakeAsync();
        using var tablet = await site.PhoneOfAsync(ben.UserId);
        await ann.WriteAsync(pair, "One");
        await using var other = await tablet.StreamAsync($"/live?g={group.Slug}");
        Assert.Equal(1, await TotalAsync(other));
        await ben.PageAsync($"/chat/{pair}");
        Assert.Equal(0, await TotalAsync(other));
        // And what comes while the page is open is read as it comes: the other one hears of nothing.
        await using var reading = await ben.StreamAsync($"/live?c={pair}&after=1");
        await ann.WriteAsync(pair, "Two");
        await LiveMessage.TakeAsync(reading, 1);
        await Assert.ThrowsAsync<TimeoutException>(() => other.NextAsync(Silence));
        await Eventually.TrueAsync(async () => await ReadAsync(pair, ben) == (2, 2), ThreeSeconds, "the mark must be written");
    }

    [Fact]
    public async Task My_own_message_from_another_phone_does_not_count()
    {
        var (group, ann, _, pair) = await MakeAsync();
        using var tablet = await site.PhoneOfAsync(ann.UserId);
        await using var other = await tablet.StreamAsync($"/live?g={group.Slug}");
        await ann.WriteAsync(pair, "One");
        await ann.SayAsync(group, "Two");
        await Assert.ThrowsAsync<TimeoutException>(() => other.NextAsync(Silence));
    }

    [Fact]
    public async Task Another_process_hears_of_it_within_three_seconds_of_the_reading()
    {
        var (group, ann, ben, pair) = await MakeAsync();
        await using var second = await site.StartAnotherAsync();
        using var tablet = new Phone(second.Address);
        await tablet.SignInAsync(site, ben.UserId);
        await using var there = await tablet.StreamAsync($"/live?g={group.Slug}");
        await Task.Delay(Silence);
        await ann.WriteAsync(pair, "One");
        Assert.Equal(1, await TotalAsync(there));
        await ben.PageAsync($"/chat/{pair}");
        Assert.Equal(0, await TotalAsync(there));
    }

    [Fact]
    public async Task Muted_conversations_count_in_the_list_and_not_on_the_badge()
    {
        var (group, ann, ben, pair) = await MakeAsync();
        await using var people = await ben.StreamAsync($"/live?g={group.Slug}");
        await using var list = await ben.StreamAsync("/live?list=1");
        await TotalAsync(list);
        await site.SqlAsync("UPDATE participants SET is_muted = true WHERE conversation_id = $1 AND user_id = $2", pair, ben.UserId);
        await ann.WriteAsync(pair, "One");
        await Eventually.TrueAsync(async () => Badges(await list.NextAsync(ThreeSeconds)) is [("unread", 0, "0"), ("unread-in", var of, "1")] && of == pair,
            ThreeSeconds, "the list must show it");
        await Assert.ThrowsAsync<TimeoutException>(() => people.NextAsync(Silence));
    }

    [Fact]
    public async Task A_page_that_comes_back_is_told_only_what_is_different_from_what_it_shows()
    {
        var (group, ann, ben, pair) = await MakeAsync();
        await ann.WriteAsync(pair, "One");
        await using var knows = await ben.StreamAsync($"/live?g={group.Slug}&u=1");
        await using var believes = await ben.StreamAsync($"/live?g={group.Slug}&u=7");
        Assert.Equal(1, await TotalAsync(believes));
        await Assert.ThrowsAsync<TimeoutException>(() => knows.NextAsync(Silence));
    }

    [Fact]
    public async Task What_happened_while_the_listener_was_away_is_counted()
    {
        var (group, ann, ben, pair) = await MakeAsync();
        await using var people = await ben.StreamAsync($"/live?g={group.Slug}");
        await Task.Delay(Silence);
        await site.TerminateListenerAsync();
        await ann.WriteAsync(pair, "One");
        Assert.Equal(1, await TotalAsync(people));
    }

    [Fact]
    public async Task A_conversation_that_I_left_or_a_group_that_is_gone_counts_no_more()
    {
        var (group, ann, ben, pair) = await MakeAsync();
        await using var stream = await ben.StreamAsync("/live");
        await ann.WriteAsync(pair, "One");
        await group.Leader.SayAsync(group, "Two");
        await TotalBecomesAsync(stream, 2);
        using var left = await ben.PostAsync($"/chat/{pair}?handler=Leave");
        Assert.Equal(1, await TotalAsync(stream));
        await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", group.Id);
        Assert.Equal(0, await TotalAsync(stream));
    }

    [Fact]
    public async Task Fifty_open_pages_cost_no_query_when_a_message_comes()
    {
        var group = await site.NewGroupAsync();
        var phones = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => group.JoinAsync($"P{i}")));
        var streams = await Task.WhenAll(phones.Select(phone => phone.StreamAsync($"/live?g={group.Slug}")));
        await Task.Delay(Silence);
        var before = await ReadsOfParticipantsAsync();
        for (var i = 1; i <= 3; i++)
            await group.Leader.SayAsync(group, $"No {i}");
        foreach (var stream in streams)
        {
            await TotalBecomesAsync(stream, 3);
            await stream.DisposeAsync();
        }
        Assert.Equal(before, await ReadsOfParticipantsAsync());
    }

    [Fact]
    public async Task A_mark_never_falls_and_is_there_before_it_is_written()
    {
        var group = await site.NewGroupAsync();
        using var ann = await group.JoinAsync("Ann");
        await group.FillAsync(3);
        Assert.Equal("3", await UnreadOfAsync(ann, group));
        // Asked for its headers alone, nothing of it was read.
        using var head = await ann.Http.SendAsync(new(HttpMethod.Head, $"{group.Path}/chat"));
        Assert.NotNull((await ann.PageAsync($"{group.Path}/chat")).QuerySelector("#new"));
        Assert.Null((await ann.PageAsync($"{group.Path}/chat")).QuerySelector("#new"));
        await Eventually.TrueAsync(async () => await ReadAsync(group.Room, ann) == (3, 3), ThreeSeconds, "the mark must be written");
        await group.FillAsync(1);
        await ann.PageAsync($"{group.Path}/chat?before=3");
        await ann.PageAsync($"{group.Path}/chat?at=1");
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        Assert.Equal((3, 3), await ReadAsync(group.Room, ann));
    }

    [Fact]
    public async Task The_line_stands_above_the_first_new_message_and_a_link_leads_to_it()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(10);
        using var ann = await group.JoinAsync("Ann");
        await group.FillAsync(8);
        var page = await ann.PageAsync($"{group.Path}/chat");
        Assert.Equal($"m-{group.Room}-11", page.QuerySelector("#new")!.NextElementSibling!.Id);
        Assert.Equal(("#new", "8 new: go to the first"), (page.QuerySelector(".jump a")!.GetAttribute("href"), page.QuerySelector(".jump a")!.TextContent));
        await group.FillAsync(200);
        page = await ann.PageAsync($"{group.Path}/chat");
        Assert.Null(page.QuerySelector("#new"));
        var there = await ann.PageAsync(page.QuerySelector(".jump a")!.GetAttribute("href")!.Split('#')[0]);
        Assert.Equal($"m-{group.Room}-19", there.QuerySelector("#new")!.NextElementSibling!.Id);
    }

    [Fact]
    public async Task How_far_a_roomful_has_read_is_told_once_for_three_hundred_readers()
    {
        var group = await site.NewGroupAsync();
        await group.FillAsync(2);
        await site.SqlAsync("""
            WITH crowd AS (INSERT INTO users (first_name) SELECT 'P' || n FROM generate_series(1, 700) n RETURNING id)
            INSERT INTO participants (conversation_id, user_id) SELECT $1, id FROM crowd
            """, group.Room);
        var told = await site.ToldByAsync(() => site.SqlAsync(
            "UPDATE participants SET last_read_seq = 2, read_count = 2 WHERE conversation_id = $1 AND user_id <> $2", group.Room, group.Leader.UserId));
        told = [.. told.Where(payload => payload.StartsWith('s'))];
        Assert.Equal([300, 300, 100], told.Select(payload => payload.Split(':')[4].Split(',').Distinct().Count()).OrderDescending());
        Assert.All(told, payload => Assert.StartsWith($"s:{group.Room}:2:2:", payload, StringComparison.Ordinal));
    }

    private async Task<(TestGroup Group, Phone Ann, Phone Ben, long Pair)> MakeAsync()
    {
        var group = await site.NewGroupAsync();
        var (ann, ben) = (await group.JoinAsync("Ann"), await group.JoinAsync("Ben"));
        return (group, ann, ben, await ann.StartAsync(ben.UserId));
    }

    private async Task<(long Seq, long Count)> ReadAsync(long conversation, Phone reader) => (
        await site.SqlAsync<long>("SELECT last_read_seq FROM participants WHERE conversation_id = $1 AND user_id = $2", conversation, reader.UserId),
        await site.SqlAsync<long>("SELECT read_count FROM participants WHERE conversation_id = $1 AND user_id = $2", conversation, reader.UserId));

    private static async Task<string?> UnreadOfAsync(Phone phone, TestGroup group)
    {
        var badge = (await phone.PageAsync("/chat")).QuerySelector($"[data-of='{group.Room}'] .badge");
        badge?.QuerySelector(".vh")?.Remove();
        return badge?.TextContent;
    }

    // The statements that read whole people's marks: none may run because of a message.
    private Task<long> ReadsOfParticipantsAsync() => site.SqlAsync<long>("""
        SELECT coalesce(sum(idx_scan), 0)::bigint FROM pg_stat_user_indexes WHERE indexrelname = 'participants_user_id'
        """);

    private static async Task<long> TotalAsync(EventStream stream)
    {
        var told = await stream.NextAsync(ThreeSeconds);
        return Badges(told) is [("unread", var total, var text), ..] && text == (total > 99 ? "99+" : $"{total}") ? total : throw new FormatException($"{told}");
    }

    private static async Task TotalBecomesAsync(EventStream stream, long total)
    {
        var last = -1L;
        while (last != total)
            last = await TotalAsync(stream);
    }

    private static List<(string Name, long Of, string Text)> Badges(ServerEvent? told)
    {
        Assert.Equal("unread", told?.Name);
        Assert.Null(told!.Id);
        var body = new HtmlParser().ParseDocument(told.Data).Body!;
        foreach (var hidden in body.QuerySelectorAll(".vh").ToList()) hidden.Remove();
        return [.. body.QuerySelectorAll(".badge").Select(badge =>
        {
            var mark = badge.Attributes.Single(attribute => attribute.Name.StartsWith("data-", StringComparison.Ordinal));
            return (mark.Name["data-".Length..], long.Parse(mark.Value, CultureInfo.InvariantCulture), badge.TextContent);
        })];
    }
}
